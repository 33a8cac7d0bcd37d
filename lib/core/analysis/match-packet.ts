import type { Packet } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import { inPrefix, inRange, onInterface } from "./match-address";
import { matchAddressType } from "./match-address-type";
import { matchDirection, matchHelper, matchOriginalPort, matchState } from "./match-conntrack";
import { matchIcmp } from "./match-icmp";
import { matchFlags, matchPorts } from "./match-ports";
import { flip, type Holds } from "./three-valued";

function compare(op: "eq" | "lt" | "gt", actual: number, value: number): boolean {
  switch (op) {
    case "eq":
      return actual === value;
    case "lt":
      return actual < value;
    case "gt":
      return actual > value;
  }
}

/** Only a packet that a local program sends has a user; a name is not compared with a number. */
function sentBy(packet: Packet, first: number, last: number): Holds {
  if (packet.user === null || packet.user.kind === "name") return "unknown";
  return packet.user.kind === "uid" && packet.user.uid >= first && packet.user.uid <= last;
}

/** These ask for an extension header of IPv6, and fail without it whatever stands behind them, `!` or not. */
const extensionHeader = /^-m (?:rt|frag|dst)(?: |$)/;

/** A packet here is always whole and ordinary, so that later fragments (`-f`) and extension headers are decided. */
function matchOpaque(text: string): Holds {
  if (text === "-f" || extensionHeader.test(text)) return false;
  return text === "! -f" ? true : "unknown";
}

/**
 * Whether a condition holds for a packet: the one meaning of each match kind. `matches` are all conditions of the
 * rule, in their order. Rates are never known here.
 */
export function matchPacket(match: Match, packet: Packet, matches: readonly Match[]): Holds {
  switch (match.kind) {
    case "source":
      return flip(inPrefix(packet.source, match.prefix), match.negated);
    case "destination":
      return flip(inPrefix(packet.destination, match.prefix), match.negated);
    case "source-range":
      return flip(inRange(packet.source, match.range), match.negated);
    case "destination-range":
      return flip(inRange(packet.destination, match.range), match.negated);
    case "in-interface":
      return flip(onInterface(packet, "in", match.name), match.negated);
    case "out-interface":
      return flip(onInterface(packet, "out", match.name), match.negated);
    case "protocol":
      if (packet.protocol === null) return "unknown";
      return flip(packet.protocol === match.protocol, match.negated);
    case "ports":
      return matchPorts(match, packet);
    case "tcp-flags":
      return matchFlags(match, packet);
    case "icmp-type":
      return matchIcmp(match, packet);
    case "ct-state":
      return matchState(match, packet);
    case "ct-direction":
      return matchDirection(match, packet, matches);
    case "ct-original-port":
      return matchOriginalPort(match, packet, matches);
    case "ct-helper":
      return matchHelper(match, packet);
    case "hop-limit":
      if (packet.hopLimit === null) return "unknown";
      return flip(compare(match.op, packet.hopLimit, match.value), match.negated);
    case "address-type":
      return matchAddressType(match, packet);
    case "owner-user":
      return flip(sentBy(packet, match.first, match.last), match.negated);
    case "limit":
    case "source-limit":
    case "connection-limit":
      return "unknown";
    case "comment":
      return true;
    case "opaque":
      return matchOpaque(match.text);
  }
}
