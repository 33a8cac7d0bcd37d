import { formatAddress } from "@/lib/core/net/address";
import { addressBits } from "@/lib/core/net/family";
import { formatPortRange } from "@/lib/core/net/port-range";
import { formatPrefix, type Prefix } from "@/lib/core/net/prefix";
import type { TrackingMatch } from "@/lib/core/ruleset/tracking-match";
import { free, type ModuleWords, negation, plain } from "../words";
import { markText } from "./mark-words";

const sides = { source: "src", destination: "dst" } as const;
const ways = { original: "orig", reply: "repl" } as const;
const ports = {
  "original-source": "--ctorigsrcport",
  "reply-source": "--ctreplsrcport",
  "reply-destination": "--ctrepldstport",
} as const;

/** A single address is printed without its length here (conntrack_dump_addr in libxt_conntrack.c). */
function addressText(prefix: Prefix): string {
  return prefix.length === addressBits(prefix.family) ? formatAddress(prefix) : formatPrefix(prefix);
}

function value(
  match: Exclude<TrackingMatch, { kind: "ct-helper" }>,
): readonly [option: string, value: string] {
  switch (match.kind) {
    case "ct-state":
      return [match.module === "state" ? "--state" : "--ctstate", match.states.join(",")];
    case "ct-direction":
      return ["--ctdir", match.direction];
    case "ct-protocol":
      return ["--ctproto", String(match.protocol)];
    case "ct-address":
      return [`--ct${ways[match.way]}${sides[match.side]}`, addressText(match.prefix)];
    case "ct-original-port":
      return ["--ctorigdstport", formatPortRange(match.range)];
    case "ct-port":
      return [ports[match.which], formatPortRange(match.range)];
    case "ct-status":
      return ["--ctstatus", match.statuses.length === 0 ? "NONE" : match.statuses.join(",")];
    case "ct-expires":
      return ["--ctexpire", formatPortRange(match)];
    case "connection-mark":
      return ["--mark", markText(match.value, match.mask)];
  }
}

/** The words of what is asked of a connection. */
export function trackingWords(match: TrackingMatch): ModuleWords {
  if (match.kind === "ct-helper") {
    const words = [...negation(match.negated), ...plain("--helper"), free(match.name)];
    return { module: "helper", option: "--helper", words };
  }
  const [option, text] = value(match);
  const other = match.kind === "connection-mark" ? "connmark" : "conntrack";
  const module = match.kind === "ct-state" ? match.module : other;
  return { module, option, words: [...negation(match.negated), ...plain(option, text)] };
}
