import type { Packet } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import { portsIn } from "./match-ports";
import { flip, type Holds } from "./three-valued";

type StateMatch = Extract<Match, { kind: "ct-state" }>;
type DirectionMatch = Extract<Match, { kind: "ct-direction" }>;
type OriginalPortMatch = Extract<Match, { kind: "ct-original-port" }>;
type HelperMatch = Extract<Match, { kind: "ct-helper" }>;

/** Whether the packet belongs to a connection at all. */
const connected = ({ state }: Packet) => state !== "INVALID" && state !== "UNTRACKED";

export function matchState({ states, negated }: StateMatch, packet: Packet): Holds {
  if (states.includes(packet.state)) return flip(true, negated);
  // Translation is a property of the connection that the packet does not say.
  const translated = states.includes("SNAT") || states.includes("DNAT");
  return flip(translated && connected(packet) ? "unknown" : false, negated);
}

/**
 * A packet without a connection has no direction and no original port. The kernel then fails the match, negated or
 * not, except where the same `-m conntrack` also asks for the state: there the state alone decides (xt_conntrack.c).
 */
function withoutConnection(matches: readonly Match[], match: Match): boolean {
  const at = matches.indexOf(match);
  const same = (other: Match | undefined) =>
    other !== undefined &&
    (other.kind === "ct-direction" ||
      other.kind === "ct-original-port" ||
      (other.kind === "ct-state" && other.module === "conntrack"));
  const apart = (other: Match | undefined) => other !== undefined && "apart" in other && other.apart === true;
  let first = at;
  while (!apart(matches[first]) && same(matches[first - 1])) first--;
  let last = at;
  while (same(matches[last + 1]) && !apart(matches[last + 1])) last++;
  return matches.slice(first, last + 1).some(({ kind }) => kind === "ct-state");
}

/** The first packet goes the original way; of a RELATED one the way is not known unless the packet says it. */
export function matchDirection(match: DirectionMatch, packet: Packet, matches: readonly Match[]): Holds {
  if (!connected(packet)) return withoutConnection(matches, match);
  const direction = packet.state === "NEW" ? "ORIGINAL" : packet.direction;
  return direction === null ? "unknown" : flip(direction === match.direction, match.negated);
}

export function matchOriginalPort(
  match: OriginalPortMatch,
  packet: Packet,
  matches: readonly Match[],
): Holds {
  if (!connected(packet)) return withoutConnection(matches, match);
  return flip(portsIn(packet.originalPort ?? null, [match.range]), match.negated);
}

/** Only a connection that another one announced has a helper's mark, and its first packet is RELATED (xt_helper.c). */
export function matchHelper({ negated }: HelperMatch, packet: Packet): Holds {
  return flip(connected(packet) && packet.state !== "NEW" ? "unknown" : false, negated);
}
