import type { HostFacts } from "@/lib/core/facts/host-facts";
import { hostFactsSchema } from "@/lib/core/facts/host-facts";
import { error, fail, ok, type Result } from "@/lib/core/problem/problem";
import { readAnswerItems } from "./answer-lines";
import { findControlPanel } from "./control-panel";
import { parseAddresses } from "./parse-addresses";
import { parseBoot } from "./parse-boot";
import { parseListeners } from "./parse-listeners";
import { parseManagers } from "./parse-managers";
import { parseRoutes } from "./parse-routes";

/**
 * What a save program printed, or null where the filter table is not in it: a native nft rule there makes it leave the
 * table out, with a comment and without an error, although every rule of it works.
 */
function readable(text: string | undefined): string | null {
  return text === undefined || /^# Table `filter' is incompatible/m.test(text) ? null : text;
}

/**
 * Reads what INSPECT printed. Fails with a coded problem: `inspect-needs-sudo` (this login must use `sudo -n`),
 * `inspect-not-root` (neither root nor sudo), `inspect-cut` (the answer has no end), `inspect-unreadable`.
 */
export function parseInspection(stdout: string): Result<HostFacts> {
  const facts = new Map<string, string[]>();
  const pending: string[][] = [];
  const blocks = new Map<string, string>();
  let over = false;
  for (const item of readAnswerItems(stdout)) {
    if (item.kind === "over") over = true;
    else if (item.kind === "block") blocks.set(item.name, item.text);
    else if (item.words[0] === "FACT" && item.words[1] === "pending") pending.push(item.words.slice(2));
    else if (item.words[0] === "FACT") facts.set(item.words[1] ?? "", item.words.slice(2));
  }
  if (!over) return fail(error("inspect-cut", "The host's answer was cut off. Try again."));
  const word = (key: string) => facts.get(key)?.join(" ") ?? "";
  const privilege = word("privilege");
  if (privilege === "could-sudo") {
    return fail(error("inspect-needs-sudo", "This login is not root; it must work through sudo."));
  }
  if (privilege === "none") {
    return fail(
      error("inspect-not-root", "This login is neither root nor may it use sudo without a password."),
    );
  }

  const listeners = parseListeners(blocks);
  const live = {
    ipv4: readable(blocks.get("live-iptables")),
    ipv6: readable(blocks.get("live-ip6tables")),
  };
  const candidate = {
    hostname: word("hostname"),
    os: parseOsRelease(blocks.get("os-release") ?? ""),
    kernel: word("kernel"),
    bootId: word("boot-id"),
    uptimeSeconds: Number(word("uptime")),
    privilege,
    init: word("init"),
    iptables4: tools(facts.get("iptables")),
    iptables6: word("ipv6") === "absent" ? "absent" : tools(facts.get("ip6tables")),
    addresses: parseAddresses(blocks.get("addresses") ?? ""),
    ...parseRoutes(blocks),
    listeners,
    managers: parseManagers(blocks.get("units") ?? "", blocks.get("manager-files") ?? "", live.ipv4 ?? ""),
    ...parseTables(blocks.get("nft-tables") ?? ""),
    forwarding: { ipv4: word("forward4") === "1", ipv6: word("forward6") === "1" },
    users: parseUsers(blocks.get("users") ?? ""),
    resolvers: [...(blocks.get("resolvers") ?? "").matchAll(/^nameserver\s+(\S+)/gm)].map(
      (match) => match[1],
    ),
    ftpHelper: word("ftp-helper") === "yes",
    ...(facts.has("missing-matches") ? { missingMatches: facts.get("missing-matches") } : {}),
    ...(facts.has("log") ? { log: word("log") } : {}),
    connection: parseConnection(facts.get("connection") ?? []),
    controlPanelPort: findControlPanel(listeners),
    live,
    ...(facts.has("boot-unit") ? { boot: parseBoot(word("boot-unit"), blocks) } : {}),
    pending: parsePending(pending, word("boot-id"), Number(word("uptime"))),
    ...(blocks.has("boot-fault") ? { bootFault: blocks.get("boot-fault")?.trim() } : {}),
  };
  const checked = hostFactsSchema.safeParse(candidate);
  if (checked.success) return ok(checked.data);
  const where = checked.error.issues.map((issue) => issue.path.join(".")).join(", ");
  return fail(error("inspect-unreadable", `The host's answer could not be read: ${where}.`, [], { where }));
}

function tools(words: readonly string[] | undefined) {
  if (words === undefined) return null;
  const [version, backend, others] = words;
  return { version, backend, otherBackendRules: Number(others) };
}

/** Tables that packets of IP meet and that are not those of an iptables program. */
function parseTables(text: string): { otherTables?: string[] } {
  const names = [...text.matchAll(/^table ((?:ip6?|inet|netdev|bridge) \S+)$/gm)].flatMap(
    (match) => match[1] ?? [],
  );
  const others = names.filter((name) => !/^ip6? (raw|mangle|nat|filter|security)$/.test(name));
  return others.length === 0 ? {} : { otherTables: others };
}

function parseOsRelease(text: string): { id: string; name: string; version: string } {
  const value = (key: string) =>
    new RegExp(`^${key}=(.*)$`, "m").exec(text)?.[1]?.replace(/^(["'])(.*)\1$/, "$2") ?? "";
  return {
    id: value("ID") || "unknown",
    name: value("PRETTY_NAME") || value("NAME") || "Unknown system",
    version: value("VERSION_ID"),
  };
}

function parseUsers(text: string): Record<string, number> {
  const users: Record<string, number> = {};
  for (const line of text.split("\n")) {
    const match = /^([^:\s]+):(\d+)$/.exec(line);
    if (match?.[1] !== undefined) users[match[1]] = Number(match[2]);
  }
  return users;
}

function parseConnection(words: readonly string[]): HostFacts["connection"] {
  const [panelAddress, panelPort, hostAddress, hostPort] = words;
  if (panelAddress === undefined || hostAddress === undefined || hostPort === undefined) return null;
  // Link-local addresses carry the interface: fe80::1%eth0.
  const plain = (address: string) => address.replace(/%.*$/, "").replace(/^::ffff:(\d+\.)/i, "$1");
  return {
    panelAddress: plain(panelAddress),
    panelPort: Number(panelPort),
    hostAddress: plain(hostAddress),
    hostPort: Number(hostPort),
  };
}

/** An apply that waits for its confirm since this boot; the file holds `bootid deadline …`. */
function parsePending(files: readonly string[][], bootId: string, uptime: number): HostFacts["pending"] {
  for (const [id, boot, deadline] of files) {
    if (id !== undefined && boot === bootId) {
      return { id, seconds: Math.max(0, Math.round(Number(deadline) - uptime)) };
    }
  }
  return null;
}
