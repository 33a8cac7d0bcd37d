import { prefixHolds } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import type { PathHost } from "./path/path-host";
import { addressKind } from "./path/route-table";
import type { ChangingField } from "./traveller";

/** The states SNAT and DNAT, which hold of every packet of a translated connection (xt_conntrack.c). */
function translatedState(match: Extract<Match, { kind: "ct-state" }>, packet: Packet): boolean | null {
  const { translated } = packet;
  if (translated === null || translated === undefined) return null;
  const asks = (state: "SNAT" | "DNAT") => match.states.includes(state);
  const is =
    (asks("SNAT") && (translated === "snat" || translated === "both")) ||
    (asks("DNAT") && (translated === "dnat" || translated === "both"));
  return is !== (match.negated === true);
}

/** Types that the host's own table tells apart. */
const told = ["LOCAL", "BROADCAST", "MULTICAST", "ANYCAST", "UNICAST"];

/** With the host's own table at hand the type of an address is known; what IPv6 asks otherwise: predicate-of.ts. */
function addressType(
  match: Extract<Match, { kind: "address-type" }>,
  packet: Packet,
  host: PathHost | null,
): boolean | null {
  const address = packet[match.side];
  if (host === null || address === null || match.interface !== undefined) return null;
  const negated = match.negated === true;
  const kind = addressKind(host, address);
  const types = match.type.split(",");
  const classes = packet.family === 4 ? [] : ["UNICAST", "MULTICAST"];
  const ownClass = kind === "MULTICAST" ? kind : "UNICAST";
  if (types.some((type) => classes.includes(type) && type !== ownClass)) return negated;
  const routed = types.filter((type) => !classes.includes(type));
  if (routed.length === 0 || routed.includes(kind)) return !negated;
  return routed.every((type) => told.includes(type)) ? negated : null;
}

/** Only what came in over Ethernet has a sender there (xt_mac.c). */
function sender(match: Extract<Match, { kind: "mac-source" }>, packet: Packet): boolean | null {
  if (packet.in === "lo" || packet.chain === "OUTPUT") return false;
  if (packet.sender === null || packet.sender === undefined) return null;
  return (packet.sender === match.address) !== (match.negated === true);
}

type Connected = Extract<Match, { kind: "ct-address" | "ct-port" }>;

/** What is asked of the connection's first packet, before any translation. */
function originally(match: Connected, packet: Packet): boolean | null {
  if (packet.state === "INVALID" || packet.state === "UNTRACKED") return null;
  const negated = match.negated === true;
  if (match.kind === "ct-port") {
    const port = match.which === "original-source" ? packet.originalSourcePort : null;
    if (!port || port.first !== port.last) return null;
    return (port.first >= match.range.first && port.first <= match.range.last) !== negated;
  }
  if (match.way !== "original") return null;
  const address = match.side === "source" ? packet.originalSource : packet.originalDestination;
  return address ? prefixHolds(match.prefix, address) !== negated : null;
}

/** A connection has its first packet's protocol; what is related to it may have another one. */
function connectionProtocol(match: Extract<Match, { kind: "ct-protocol" }>, packet: Packet): boolean | null {
  // Without the first packet's address the connection is a template, or not known.
  if (packet.state !== "NEW" || !packet.originalSource || packet.protocol === null) return null;
  return (packet.protocol === match.protocol) !== (match.negated === true);
}

/** An open condition that the packet's way, or what is known of the host, answers after all; null: still open. */
export function settled(match: Match, packet: Packet, host: PathHost | null): boolean | null {
  switch (match.kind) {
    case "ct-state":
      return translatedState(match, packet);
    case "address-type":
      return addressType(match, packet, host);
    case "mac-source":
      return sender(match, packet);
    case "ct-address":
    case "ct-port":
      return originally(match, packet);
    case "ct-protocol":
      return connectionProtocol(match, packet);
    case "recent":
      // Writing to the list always succeeds (xt_recent.c).
      return match.action === "set" ? match.negated !== true : null;
    default:
      return null;
  }
}

/** The field of the packet that a match asks for, where rules may have rewritten it. */
export function askedField(match: Match): ChangingField | null {
  switch (match.kind) {
    case "source":
    case "source-range":
      return "source";
    case "destination":
    case "destination-range":
      return "destination";
    case "masked-address":
    case "address-type":
      return match.side;
    case "ports":
      return match.side === "source" ? "sourcePort" : "destinationPort";
    case "out-interface":
      return "out";
    case "mark":
      return "mark";
    case "connection-mark":
      return "connectionMark";
    case "hop-limit":
      return "hopLimit";
    case "ct-state":
      return "translated";
    default:
      return null;
  }
}
