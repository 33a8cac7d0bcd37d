import { prefixRange } from "@/lib/core/net/prefix";
import { isConntrackOption } from "@/lib/core/ruleset/conntrack-option";
import type { Match } from "@/lib/core/ruleset/match";
import { ORIGINAL, REPLY, stateNumber } from "./fields";
import { always, among, every, never, not, type Predicate, some, turned, within } from "./predicate";

type StateMatch = Extract<Match, { kind: "ct-state" }>;
type DirectionMatch = Extract<Match, { kind: "ct-direction" }>;
type OriginalPortMatch = Extract<Match, { kind: "ct-original-port" }>;
type HelperMatch = Extract<Match, { kind: "ct-helper" }>;

const inState = (...states: Parameters<typeof stateNumber>[0][]) => among("state", states.map(stateNumber));

/** The packet belongs to a connection at all. */
export const connected = inState("NEW", "ESTABLISHED", "RELATED");

/** SNAT and DNAT are properties of the connection that the packet does not say. */
export function stateOf({ states, negated, ...match }: StateMatch): Predicate {
  const tracked = states.filter((state) => state !== "SNAT" && state !== "DNAT");
  const translated = states.length > tracked.length;
  return turned(
    some(
      inState(...tracked),
      ...(translated ? [every(connected, { kind: "open" as const, match: { ...match, states } })] : []),
    ),
    negated,
  );
}

/**
 * A packet without a connection has no direction, no addresses and no ports of one. The kernel then fails the match,
 * negated or not, except where the same `-m conntrack` also asks for the state: there the state alone decides
 * (xt_conntrack.c).
 */
function withoutConnection(matches: readonly Match[], at: number): Predicate {
  const same = (other: Match | undefined) => other !== undefined && isConntrackOption(other);
  const apart = (other: Match | undefined) => other !== undefined && "apart" in other && other.apart === true;
  let first = at;
  while (!apart(matches[first]) && same(matches[first - 1])) first--;
  let last = at;
  while (same(matches[last + 1]) && !apart(matches[last + 1])) last++;
  return matches.slice(first, last + 1).some(({ kind }) => kind === "ct-state") ? always : never;
}

/** What an option of `-m conntrack` asks of a connection, and its answer for a packet that has none. */
export function ofConnection(asked: Predicate, matches: readonly Match[], at: number): Predicate {
  return some(every(connected, asked), every(not(connected), withoutConnection(matches, at)));
}

/** The first packet goes the original way. */
export function directionOf(match: DirectionMatch, matches: readonly Match[], at: number): Predicate {
  const original = some(inState("NEW"), among("direction", [ORIGINAL]));
  const reply = every(not(inState("NEW")), among("direction", [REPLY]));
  const asked = turned(match.direction === "ORIGINAL" ? original : reply, match.negated);
  return ofConnection(asked, matches, at);
}

export function originalPortOf(match: OriginalPortMatch, matches: readonly Match[], at: number): Predicate {
  const asked = turned(within("original-port", [match.range]), match.negated);
  return ofConnection(asked, matches, at);
}

/** Protocols whose connections are told apart by ports. */
export const withPorts = among("protocol", [6, 17, 33, 132, 136]);

/** What a connection's first packet says of it by its own fields. */
export type ByFirstPacket = {
  /** The end of the packet that is asked about, which a translation would have written over; null: neither. */
  readonly end: "source" | "destination" | null;
  /** The first packets of which it is so; others say nothing. */
  readonly of: Predicate;
  readonly asked: Predicate;
};

/**
 * What is asked of the original way of a connection, as its first packet answers it; null where it does not. Not for
 * raw, where a packet has no connection yet, or the template of one (xt_conntrack.c, nf_ct_get_tuple). Negation is left out.
 */
export function byFirstPacket(match: Match): ByFirstPacket | null {
  switch (match.kind) {
    case "ct-protocol":
      return { end: null, of: inState("NEW"), asked: among("protocol", [match.protocol]) };
    case "ct-address":
      if (match.way !== "original") return null;
      return { end: match.side, of: inState("NEW"), asked: within(match.side, [prefixRange(match.prefix)]) };
    case "ct-port":
      // Of a protocol without ports the kernel compares another number.
      if (match.which !== "original-source") return null;
      return {
        end: "source",
        of: every(inState("NEW"), withPorts),
        asked: within("source-port", [match.range]),
      };
    default:
      return null;
  }
}

/** Only a connection that another one announced has a helper's mark, and its first packet is RELATED (xt_helper.c). */
export function helperOf({ negated, ...match }: HelperMatch): Predicate {
  return turned(every(inState("ESTABLISHED", "RELATED"), { kind: "open", match }), negated);
}
