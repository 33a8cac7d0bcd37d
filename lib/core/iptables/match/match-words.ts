import { formatAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { allPorts, formatPortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { Match, TcpFlag } from "@/lib/core/ruleset/match";
import { free, type ModuleWords, negation, plain, type Word } from "../words";
import { countingWords } from "./counting-words";
import type { GenericMatch } from "./generic-match";
import { markText } from "./mark-words";
import { timeWords } from "./time-text";
import { trackingWords } from "./tracking-words";

/** An account, a group or their range. */
function owners({ first, last }: { readonly first: number; readonly last: number }): string {
  return first === last ? String(first) : `${first}-${last}`;
}

function flags(list: readonly TcpFlag[]): string {
  return list.length === 0 ? "NONE" : list.join(",");
}

function range({ family, first, last }: AddressRange): string {
  return `${formatAddress({ family, value: first })}-${formatAddress({ family, value: last })}`;
}

const portOptions = { source: "--sport", destination: "--dport", either: "--port" } as const;

function ports(match: Extract<Match, { kind: "ports" }>): readonly Word[] {
  const option = portOptions[match.side];
  if (match.module === "multiport") {
    return [...negation(match.negated), ...plain(`${option}s`, match.ranges.map(formatPortRange).join(","))];
  }
  const [only] = match.ranges;
  // Every port is what the extension matches anyway, and what the kernel prints nothing for.
  if (
    only === undefined ||
    (only.first === allPorts.first && only.last === allPorts.last && !match.negated)
  ) {
    return [];
  }
  return [...negation(match.negated), ...plain(option, formatPortRange(only))];
}

function stringWords(match: Extract<Match, { kind: "string" }>): readonly Word[] {
  const { pattern } = match;
  return [
    ...negation(match.negated),
    ...("hex" in pattern
      ? [...plain("--hex-string"), { text: `|${pattern.hex}|`, kind: "quoted" as const }]
      : [...plain("--string"), { text: pattern.text, kind: "quoted" as const }]),
    ...plain("--algo", match.algorithm),
    ...(match.from === 0 ? [] : plain("--from", String(match.from))),
    ...(match.to === 65535 ? [] : plain("--to", String(match.to))),
    ...(match.ignoreCase ? plain("--icase") : []),
  ];
}

/** A match as the options of its extension, in the form that iptables-save prints (version 1.8.9, measured). */
export function moduleWords(
  match: Exclude<Match, GenericMatch | { kind: "opaque" }>,
  family: Family,
): ModuleWords {
  const one = (module: string, option: string, ...values: readonly string[]): ModuleWords => ({
    module,
    option,
    words: [...negation("negated" in match ? match.negated : false), ...plain(option, ...values)],
  });
  switch (match.kind) {
    case "source-range":
      return one("iprange", "--src-range", range(match.range));
    case "destination-range":
      return one("iprange", "--dst-range", range(match.range));
    case "ports":
      return { module: match.module, option: match.side, words: ports(match) };
    case "tcp-flags":
      return one("tcp", "--tcp-flags", flags(match.mask), flags(match.set));
    case "tcp-option":
      return one("tcp", "--tcp-option", String(match.option));
    case "extension":
      return { module: match.name, option: "", words: [] };
    case "icmp-type": {
      const code = match.code === null ? "" : `/${match.code}`;
      if (family === 6) return one("icmp6", "--icmpv6-type", `${match.type}${code}`);
      return one("icmp", "--icmp-type", match.type === 255 ? "any" : `${match.type}${code}`);
    }
    case "hop-limit":
      return family === 6
        ? one("hl", `--hl-${match.op}`, String(match.value))
        : one("ttl", `--ttl-${match.op}`, String(match.value));
    case "address-type":
      return {
        ...one("addrtype", match.side === "source" ? "--src-type" : "--dst-type", match.type),
        shared: match.interface === undefined ? [] : [`--limit-iface-${match.interface}`],
      };
    case "owner-user":
      return one("owner", "--uid-owner", owners(match));
    case "owner-group":
      return {
        ...one("owner", "--gid-owner", owners(match)),
        shared: match.supplementary ? ["--suppl-groups"] : [],
      };
    case "owner-socket":
      return one("owner", "--socket-exists");
    case "mac-source":
      return one("mac", "--mac-source", match.address);
    case "mark":
      return one("mark", "--mark", markText(match.value, match.mask));
    case "string":
      return { module: "string", option: "--string", words: stringWords(match) };
    case "time":
      return { module: "time", option: "--time", words: timeWords(match) };
    case "comment":
      return { module: "comment", option: "--comment", words: [...plain("--comment"), free(match.text)] };
    case "limit":
    case "source-limit":
    case "keyed-limit":
    case "connection-limit":
    case "recent":
      return countingWords(match, family);
    default:
      return trackingWords(match);
  }
}
