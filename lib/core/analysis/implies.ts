import { prefixRange } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import { isSubset, type NumberSet } from "./cover-set";

const same = (a: Match, b: Match) => JSON.stringify(a, plainNumbers) === JSON.stringify(b, plainNumbers);

function plainNumbers(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? value.toString() : value;
}

/** Which `-m` an option stands in does not matter where the packet has a connection. */
function together(match: Match): Match {
  return "apart" in match ? { ...match, apart: undefined } : match;
}

type StateMatch = Extract<Match, { kind: "ct-state" }>;

function sameStates(a: StateMatch, b: StateMatch): boolean {
  return (
    isNegated(a) === isNegated(b) &&
    a.states.length === b.states.length &&
    a.states.every((state) => b.states.includes(state))
  );
}

const isNegated = (match: Match) => "negated" in match && match.negated === true;

/** The numbers that a match asks for, and of what: only sets of the same field are compared. */
function numbersOf(match: Match): { readonly field: string; readonly set: NumberSet } | null {
  const negated = isNegated(match);
  const numbers = (field: string, first: number, last: number) => ({
    field,
    set: { ranges: [{ first: BigInt(first), last: BigInt(last) }], negated },
  });
  switch (match.kind) {
    case "source":
    case "destination":
      return { field: match.kind, set: { ranges: [prefixRange(match.prefix)], negated } };
    case "source-range":
    case "destination-range":
      return { field: match.kind.replace("-range", ""), set: { ranges: [match.range], negated } };
    case "protocol":
      return numbers("protocol", match.protocol, match.protocol);
    case "owner-user":
      return numbers("user", match.first, match.last);
    default:
      return null;
  }
}

/** Whether an interface pattern holds every name that another one holds. */
function patternHolds(outer: string, inner: string): boolean {
  return outer.endsWith("+") ? inner.startsWith(outer.slice(0, -1)) : outer === inner;
}

function interfaceImplies(
  known: { readonly name: string; readonly negated?: boolean },
  asked: { readonly name: string; readonly negated?: boolean },
): boolean {
  if (!asked.negated) return !known.negated && patternHolds(asked.name, known.name);
  if (known.negated) return patternHolds(known.name, asked.name);
  return !patternHolds(asked.name, known.name) && !patternHolds(known.name, asked.name);
}

/** A packet without a connection fails or passes a direction by what stands beside it, so it must be out of question. */
function connected(matches: readonly Match[]): boolean {
  return matches.some(
    (match) =>
      match.kind === "ct-state" &&
      !match.negated &&
      match.states.every((state) => state === "NEW" || state === "ESTABLISHED" || state === "RELATED"),
  );
}

type PortMatch = Extract<Match, { kind: "ports" }>;

function portsImply(known: PortMatch, asked: PortMatch): boolean {
  const set = ({ ranges, negated }: PortMatch): NumberSet => ({
    ranges: ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) })),
    negated: negated === true,
  });
  return isSubset(set(known), set(asked));
}

/**
 * Whether a packet that meets `known` surely meets `asked`. `knownRule` are all conditions that it meets.
 * Only "yes" is sure: what is not compared is answered by false.
 */
function matchImplies(known: Match, asked: Match, knownRule: readonly Match[]): boolean {
  switch (asked.kind) {
    case "limit":
    case "source-limit":
    case "connection-limit":
    case "opaque":
    case "ct-helper":
      return false;
    case "comment":
      return true;
    case "in-interface":
    case "out-interface":
      return known.kind === asked.kind && interfaceImplies(known, asked);
    case "tcp-flags":
      if (known.kind !== "tcp-flags") return false;
      if (isNegated(known) || isNegated(asked)) return same(known, asked);
      return (
        asked.mask.every(
          (flag) => known.mask.includes(flag) && known.set.includes(flag) === asked.set.includes(flag),
        ) && asked.set.every((flag) => asked.mask.includes(flag))
      );
    case "icmp-type":
      if (known.kind !== "icmp-type") return false;
      if (isNegated(known) || isNegated(asked)) return same(known, asked);
      return known.type === asked.type && (asked.code === null || asked.code === known.code);
    case "ct-state":
      if (known.kind !== "ct-state") return false;
      if (isNegated(known) || isNegated(asked)) {
        return sameStates(known, asked);
      }
      return known.states.every((state) => asked.states.includes(state));
    case "ct-direction":
    case "ct-original-port":
      return connected(knownRule) && same(together(known), together(asked));
    case "address-type":
    case "hop-limit":
      return same(known, asked);
    case "ports":
      if (known.kind !== "ports" || known.side !== asked.side) return false;
      // Of two protocols' own extensions no packet meets both.
      if (known.module !== asked.module && known.module !== "multiport" && asked.module !== "multiport")
        return false;
      return asked.side === "either" ? same(known, asked) : portsImply(known, asked);
    default: {
      const inner = numbersOf(known);
      const outer = numbersOf(asked);
      return (
        inner !== null && outer !== null && inner.field === outer.field && isSubset(inner.set, outer.set)
      );
    }
  }
}

/**
 * Whether every packet that meets all of `inner` surely meets all of `outer`. Rates and what is not modelled are never
 * covered by anything, so a rule that holds one never covers another.
 */
export function covers(outer: readonly Match[], inner: readonly Match[]): boolean {
  return outer.every(
    (asked) => asked.kind === "comment" || inner.some((known) => matchImplies(known, asked, inner)),
  );
}
