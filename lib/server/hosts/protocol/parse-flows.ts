import type { Ends, FlowListing, Socket, Tracked } from "@/lib/core/flows/flow";
import { type Address, formatAddress, parseAddress } from "@/lib/core/net/address";
import { error, fail, ok, type Result } from "@/lib/core/problem/problem";
import { readAnswerItems } from "./answer-lines";

/** What FLOWS printed: what is alive, and which of the picked flows were left alone, by their place in the list. */
export type FlowsAnswer = { readonly listing: FlowListing; readonly kept: readonly number[] };

/** The host prints no more lines of a list than this (`longest` in flows.sh). */
const longest = 4_000;

/** An address without its interface and its brackets; one of IPv4 inside of IPv6 is one of IPv4. */
function readAddress(text: string): { address: string; family: Address["family"] } | null {
  const bare = text
    .replace(/^\[|\]$/g, "")
    .replace(/%.*$/, "")
    .replace(/^::ffff:(?=\d+\.)/i, "");
  const address = parseAddress(bare);
  return address && { address: formatAddress(address), family: address.family };
}

/**
 * A line of /proc/net/nf_conntrack or of `conntrack -L`: both directions with `src= dst= sport= dport=`. Null for what has
 * no ports, and for what nobody has answered.
 */
function readTracked(line: string): Tracked | null {
  if (line.includes("[UNREPLIED]")) return null;
  const protocol = /^(?:ipv[46]\s+\d+\s+)?(\S+)/.exec(line)?.[1];
  const sides = [...line.matchAll(/src=(\S+) dst=(\S+) sport=(\d+) dport=(\d+)/g)].map(
    ([, source = "", destination = "", sourcePort, destinationPort]): (Ends & { family: 4 | 6 }) | null => {
      const [from, to] = [readAddress(source), readAddress(destination)];
      if (from === null || to === null) return null;
      return {
        family: from.family,
        source: from.address,
        sourcePort: Number(sourcePort),
        destination: to.address,
        destinationPort: Number(destinationPort),
      };
    },
  );
  const [first, second] = sides;
  if (protocol === undefined || !first || !second) return null;
  const { family, ...original } = first;
  const { family: _family, ...reply } = second;
  return { family, protocol, original, reply };
}

function readEnd(text: string): { address: string; family: 4 | 6; port: number } | null {
  const [, host = "", port = ""] = /^(.*):(\d+)$/.exec(text) ?? [];
  const read = readAddress(host);
  return read && { ...read, port: Number(port) };
}

function readSocket(line: string, protocol: "tcp" | "udp"): Socket | null {
  const [state, , , own = "", other = ""] = line.split(/\s+/);
  if (state !== "ESTAB" && state !== "CLOSE-WAIT") return null;
  const [local, peer] = [readEnd(own), readEnd(other)];
  if (local === null || peer === null) return null;
  return {
    family: local.family,
    protocol,
    local: local.address,
    localPort: local.port,
    peer: peer.address,
    peerPort: peer.port,
    program: /users:\(\("([^"]*)"/.exec(line)?.[1] ?? null,
    // ss leaves the owner out where it is root.
    uid: Number(/\buid:(\d+)/.exec(line)?.[1] ?? 0),
  };
}

function readListening(line: string, protocol: "tcp" | "udp"): FlowListing["listening"] {
  const [state, , , own = ""] = line.split(/\s+/);
  const port = /:(\d+)$/.exec(own)?.[1];
  return (state === "LISTEN" || state === "UNCONN") && port !== undefined
    ? [{ protocol, port: Number(port) }]
    : [];
}

/** Reads what FLOWS printed. Fails with `flows-cut`: the answer has no end; `flows-failed`: the host said why. */
export function parseFlows(stdout: string): Result<FlowsAnswer> {
  const facts = new Map<string, string>();
  const blocks = new Map<string, string[]>();
  const kept: number[] = [];
  let failed: string | null = null;
  let over = false;
  for (const item of readAnswerItems(stdout)) {
    if (item.kind === "over") over = true;
    else if (item.kind === "block") blocks.set(item.name, item.text.split("\n").filter(Boolean));
    else if (item.words[0] === "FACT") facts.set(item.words[1] ?? "", item.words[2] ?? "");
    else if (item.words[0] === "KEPT") kept.push(Number(item.words[1]));
    else if (item.words[0] === "FAIL") failed = item.words[2] ?? "";
  }
  if (failed !== null) {
    const text = "The host could not list its flows, or end one. Nothing is known of how they stand.";
    return fail(error("flows-failed", text, [], { detail: failed }));
  }
  if (!over) return fail(error("flows-cut", "The host's answer was cut off. Look again."));
  const lines = (name: string) => blocks.get(name) ?? [];
  const both = ["tcp", "udp"] as const;
  const loose = facts.get("loose");
  return ok({
    kept,
    listing: {
      tracked: lines("tracked").flatMap((line) => readTracked(line) ?? []),
      sockets: both.flatMap((name) => lines(name).flatMap((line) => readSocket(line, name) ?? [])),
      listening: both.flatMap((name) => lines(name).flatMap((line) => readListening(line, name))),
      tools: {
        sockets: facts.get("sockets") === "yes",
        tracking: facts.get("tracking") === "yes",
        untrack: facts.get("untrack") === "yes",
      },
      loose: loose === "0" || loose === "1" ? loose === "1" : null,
      cut: ["tracked", ...both].some((name) => lines(name).length >= longest),
    },
  });
}
