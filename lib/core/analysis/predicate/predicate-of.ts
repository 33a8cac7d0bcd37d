import type { Family } from "@/lib/core/net/family";
import { prefixRange } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import { connected, directionOf, helperOf, ofConnection, originalPortOf, stateOf } from "./conntrack";
import { noUser } from "./fields";
import { always, among, every, never, not, type Predicate, some, turned, within } from "./predicate";
import { flagsOf, icmpOf, portsOf } from "./transport";

/** These ask for an extension header of IPv6, and fail without it whatever stands behind them, `!` or not. */
const extensionHeader = /^-m (?:rt|frag|dst)(?: |$)/;

/** A packet here is always whole and ordinary, so that later fragments (`-f`) and extension headers are decided. */
function opaqueOf(match: Extract<Match, { kind: "opaque" }>): Predicate {
  return extensionHeader.test(match.text) ? never : { kind: "open", match };
}

function hopLimitOf({ op, value }: Extract<Match, { kind: "hop-limit" }>): Predicate {
  switch (op) {
    case "eq":
      return among("hop-limit", [value]);
    case "lt":
      return value === 0 ? never : within("hop-limit", [{ first: 0, last: value - 1 }]);
    case "gt":
      return value === 255 ? never : within("hop-limit", [{ first: value + 1, last: 255 }]);
  }
}

/** A value with bits outside the mask never is (xt_mark.c). */
function markOf({ kind, value, mask }: Extract<Match, { kind: "mark" | "connection-mark" }>): Predicate {
  const bits: Predicate = { kind: "bits", field: kind, mask: BigInt(mask), value: BigInt(value) };
  return (value & ~mask) === 0 ? bits : never;
}

/**
 * One of several types in IPv4. In IPv6 the address itself must be of each class that is named (UNICAST, MULTICAST), and
 * what the routes say of it one of the others (xt_addrtype.c, match_type6).
 */
function addressTypesOf({ side, type }: Extract<Match, { kind: "address-type" }>, family: Family): Predicate {
  const types = type.split(",");
  const is = (word: string): Predicate => ({ kind: "address-type", side, type: word });
  if (family === 4) return some(...types.map(is));
  const classes = { UNICAST: not(is("MULTICAST")), MULTICAST: is("MULTICAST") };
  const named = Object.entries(classes).filter(([word]) => types.includes(word));
  const routed = types.filter((word) => !Object.hasOwn(classes, word));
  return every(...named.map(([, asked]) => asked), ...(routed.length === 0 ? [] : [some(...routed.map(is))]));
}

/** What one match of a rule asks; `matches` are all conditions of the rule and `at` is its place among them. */
function predicateOf(matches: readonly Match[], at: number, family: Family): Predicate {
  const match = matches[at];
  if (match === undefined) return always;
  switch (match.kind) {
    case "source":
    case "destination":
      return turned(within(match.kind, [prefixRange(match.prefix)]), match.negated);
    case "source-range":
      return turned(within("source", [match.range]), match.negated);
    case "destination-range":
      return turned(within("destination", [match.range]), match.negated);
    case "in-interface":
      return turned({ kind: "interface", side: "in", name: match.name }, match.negated);
    case "out-interface":
      return turned({ kind: "interface", side: "out", name: match.name }, match.negated);
    case "protocol":
      return turned(among("protocol", [match.protocol]), match.negated);
    case "ports":
      return portsOf(match);
    case "tcp-flags":
      return flagsOf(match);
    case "icmp-type":
      return icmpOf(match, family);
    case "ct-state":
      return stateOf(match);
    case "ct-direction":
      return directionOf(match, matches, at);
    case "ct-original-port":
      return originalPortOf(match, matches, at);
    case "ct-helper":
      return helperOf(match);
    case "masked-address": {
      const { side, mask, value } = match;
      return turned({ kind: "bits", field: side, mask, value }, match.negated);
    }
    case "ct-protocol":
    case "ct-address":
    case "ct-port":
    case "ct-status":
    case "ct-expires": {
      const { negated, ...bare } = match;
      return ofConnection(turned({ kind: "open", match: bare }, negated), matches, at);
    }
    case "tcp-option":
    case "mac-source":
    case "string":
    case "recent":
    case "connection-limit": {
      const { negated, ...bare } = match;
      return turned({ kind: "open", match: bare }, negated);
    }
    case "mark":
      return turned(markOf(match), match.negated);
    // Without a connection the match fails, negated or not (xt_connmark.c).
    case "connection-mark":
      return every(connected, turned(markOf(match), match.negated));
    case "hop-limit":
      return turned(hopLimitOf(match), match.negated);
    case "address-type": {
      const { negated, ...bare } = match;
      if (match.interface !== undefined) return turned({ kind: "open", match: bare }, negated);
      return turned(addressTypesOf(match, family), negated);
    }
    // Only a packet that a local program sends has a user; the number of "none" is above every uid.
    case "owner-user":
      return turned(within("user", [match]), match.negated);
    case "owner-socket":
      return turned(within("user", [{ first: 0n, last: noUser - 1n }]), match.negated);
    case "owner-group": {
      const { negated, ...bare } = match;
      return turned(match.supplementary ? { kind: "open", match: bare } : within("group", [match]), negated);
    }
    case "limit":
    case "source-limit":
    case "keyed-limit":
    case "time":
      return { kind: "open", match };
    case "fragment":
      return match.negated ? always : never;
    case "comment":
    case "extension":
      return always;
    case "opaque":
      return opaqueOf(match);
  }
}

const known = {
  4: new WeakMap<readonly Match[], readonly Predicate[]>(),
  6: new WeakMap<readonly Match[], readonly Predicate[]>(),
};

/** What each condition of a rule asks, in their order. Kept for the life of the list, since packets come by the thousand. */
export function predicatesOf(matches: readonly Match[], family: Family): readonly Predicate[] {
  const before = known[family].get(matches);
  if (before !== undefined) return before;
  const made = matches.map((_, at) => predicateOf(matches, at, family));
  known[family].set(matches, made);
  return made;
}
