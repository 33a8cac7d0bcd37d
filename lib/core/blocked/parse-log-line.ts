import { formatAddress, parseAddress } from "@/lib/core/net/address";
import type { BlockedEntry, BlockedWay } from "./blocked-entry";

/** Prefix and rest: `sekisho NAME: IN=…`. Names hold no blank (`compile/short-name`). */
const line = /^(sekisho [^ ]{1,28}: )(IN=.*)$/;

const flagWords = ["CWR", "ECE", "URG", "ACK", "PSH", "RST", "SYN", "FIN"] as const;

function numberIn(text: string | undefined, most: number): number | null {
  if (text === undefined || !/^\d{1,10}$/.test(text)) return null;
  const value = Number(text);
  return value <= most ? value : null;
}

/** An address as we write it: the kernel prints IPv6 with all its zeros. */
function addressIn(text: string | undefined) {
  const address = text === undefined ? null : parseAddress(text);
  return address && { family: address.family, text: formatAddress(address) };
}

function wayOf(incoming: string, outgoing: string): BlockedWay {
  if (incoming === "") return "out";
  return outgoing === "" ? "in" : "through";
}

/**
 * Reads what `-j LOG` of one of our rules writes (nf_log_syslog.c): `PREFIX IN=… OUT=… [MAC=…] SRC=… DST=… … PROTO=… …`.
 * Null for whatever is not such a line, and for one that was cut before its protocol. Each word of the kernel ends with
 * a blank: a last word without one may be cut, and is not taken. What an ICMP error quotes, in brackets, is another packet.
 */
export function parseLogLine(text: string): BlockedEntry | null {
  const [, prefix, rest = ""] = line.exec(text) ?? [];
  if (prefix === undefined) return null;
  const own = rest.replace(/\[SRC=.*\] |\[SRC=.*$/, "");
  const words = own.slice(0, own.lastIndexOf(" ") + 1).split(" ");
  const values = new Map<string, string>();
  for (const word of words) {
    const at = word.indexOf("=");
    // Both MAC and the flow label come before; the first of a name is the packet's own.
    if (at > 0 && !values.has(word.slice(0, at))) values.set(word.slice(0, at), word.slice(at + 1));
  }
  const [incoming, outgoing] = [values.get("IN"), values.get("OUT")];
  const [source, destination] = [addressIn(values.get("SRC")), addressIn(values.get("DST"))];
  const protocol = values.get("PROTO")?.toLowerCase();
  if (incoming === undefined || outgoing === undefined || !source || !destination) return null;
  if (source.family !== destination.family || protocol === undefined || protocol === "") return null;
  const type = numberIn(values.get("TYPE"), 255);
  const code = numberIn(values.get("CODE"), 255);
  return {
    prefix,
    way: wayOf(incoming, outgoing),
    family: source.family,
    inInterface: incoming || null,
    outInterface: outgoing || null,
    source: source.text,
    destination: destination.text,
    protocol,
    sourcePort: numberIn(values.get("SPT"), 65_535),
    destinationPort: numberIn(values.get("DPT"), 65_535),
    icmp: /^icmp/.test(protocol) && type !== null && code !== null ? { type, code } : null,
    flags: protocol === "tcp" ? flagWords.filter((word) => words.includes(word)) : [],
    uid: numberIn(values.get("UID"), 0xffff_fffe),
  };
}
