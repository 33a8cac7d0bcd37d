import { conditionText } from "@/lib/core/analysis/condition";
import { type Address, lastAddressValue } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import { type AddressRange, prefixRange } from "@/lib/core/net/prefix";
import type { CtState, Match } from "@/lib/core/ruleset/match";
import type { Because } from "./account";

/** Where a rule stands and what the host says of itself. */
export type Surroundings = {
  readonly family: Family;
  readonly hook: "INPUT" | "OUTPUT";
  /** The host's addresses of the family. */
  readonly own: readonly Address[];
  /** Interfaces that hold an address, without the loopback; empty where nothing is known. */
  readonly outside: readonly string[];
  /** Numeric id → name. */
  readonly users: ReadonlyMap<number, string>;
};

type FlagsMatch = Extract<Match, { kind: "tcp-flags" }>;
type RateMatch = Extract<Match, { kind: "limit" | "source-limit" | "recent" }>;

/** The conditions of one rule by what they ask; null: not asked. */
export type Conditions = {
  readonly loopback: boolean;
  /** Asked for the one interface to the outside, or all of them. */
  readonly oneInterface: boolean;
  readonly protocol: number | null;
  readonly icmpType: number | null;
  readonly far: readonly AddressRange[] | null;
  readonly own: Address | null;
  readonly ports: readonly PortRange[] | null;
  /** Ports of the end that sends. */
  readonly senderPorts: readonly PortRange[] | null;
  readonly states: ReadonlySet<CtState> | null;
  readonly direction: "ORIGINAL" | "REPLY" | null;
  readonly flags: readonly FlagsMatch[];
  readonly hop255: boolean;
  readonly user: string | null;
  readonly helper: boolean;
  readonly rate: RateMatch | null;
  readonly comment: string;
  /** Two conditions exclude each other: no packet meets them all. */
  readonly never: boolean;
  /** The first condition that a policy has no word for. */
  readonly unsaid: Unsaid | null;
};

/** Why conditions have no word in a policy; `detail` in iptables' own words. */
export type Unsaid = { readonly because: Because; readonly detail: string };

const trackedStates: readonly CtState[] = ["NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED"];

const isNegated = (match: Match) => "negated" in match && match.negated === true;

type Span = { readonly first: bigint; readonly last: bigint };

/** What is left of 0 … `most` without the given ranges. */
function allBut(ranges: readonly Span[], most: bigint): Span[] {
  const left: Span[] = [];
  let at = 0n;
  for (const { first, last } of ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
    if (first > at) left.push({ first: at, last: first - 1n });
    if (last + 1n > at) at = last + 1n;
  }
  return at <= most ? [...left, { first: at, last: most }] : left;
}

/** The ranges that are in both lists; null is everything. */
function both<R extends Span | PortRange>(before: readonly R[] | null, more: readonly R[]): readonly R[] {
  if (before === null) return more;
  return before.flatMap((a) =>
    more.flatMap((b) => {
      const first = a.first > b.first ? a.first : b.first;
      const last = a.last < b.last ? a.last : b.last;
      return first <= last ? [{ ...a, first, last }] : [];
    }),
  );
}

function addresses(range: AddressRange, negated: boolean): AddressRange[] {
  if (!negated) return [range];
  const { family } = range;
  return allBut([range], lastAddressValue(family)).map((part) => ({ family, ...part }));
}

function ports(ranges: readonly PortRange[], negated: boolean): PortRange[] {
  const spans = ranges.map(({ first, last }) => ({ first: BigInt(first), last: BigInt(last) }));
  const positive = negated
    ? allBut(spans, 65535n).map(({ first, last }) => ({ first: Number(first), last: Number(last) }))
    : ranges;
  // Port 0 belongs to no service.
  return positive
    .filter(({ last }) => last > 0)
    .map(({ first, last }) => ({ first: Math.max(first, 1), last }));
}

/** Which interfaces a pattern holds: all to the outside, some of them, or the loopback. */
function heldBy(name: string, negated: boolean, outside: readonly string[]): "all" | "some" | "loopback" {
  if (name === "lo") return negated ? "all" : "loopback";
  if (negated || outside.length === 0) return "some";
  const holds = (one: string) => (name.endsWith("+") ? one.startsWith(name.slice(0, -1)) : one === name);
  return outside.every(holds) ? "all" : "some";
}

type Found = { -readonly [Key in keyof Conditions]: Conditions[Key] };

function takeAddress(
  match: Extract<Match, { kind: "source" | "destination" | "source-range" | "destination-range" }>,
  found: Found,
  { family, hook, own }: Surroundings,
): Because | null {
  const range = "prefix" in match ? prefixRange(match.prefix) : match.range;
  const side = match.kind.startsWith("source") ? "source" : "destination";
  if ((side === "source") === (hook === "INPUT")) {
    found.far = both(found.far, addresses(range, isNegated(match)));
    return null;
  }
  if (hook === "OUTPUT") return "sender";
  const one = "prefix" in match && match.prefix.length === addressBits(family) && !isNegated(match);
  const isOwn = own.some((address) => address.family === family && address.value === range.first);
  if (!one || !isOwn) return "destination";
  if (found.own !== null && found.own.value !== range.first) found.never = true;
  found.own = { family, value: range.first };
  return null;
}

function takeStates(match: Extract<Match, { kind: "ct-state" }>, found: Found): Because | null {
  if (match.states.some((state) => !trackedStates.includes(state))) return "state";
  const states = trackedStates.filter((state) => match.states.includes(state) !== isNegated(match));
  const before = found.states;
  found.states = new Set(states.filter((state) => before === null || before.has(state)));
  return null;
}

/** Puts one condition where it belongs; says why a policy has no word for it, or null. */
function take(match: Match, found: Found, where: Surroundings): Because | null {
  const negated = isNegated(match);
  switch (match.kind) {
    case "comment":
      found.comment = match.text;
      return null;
    case "extension":
      return null;
    case "in-interface":
    case "out-interface": {
      const held = heldBy(match.name, negated, where.outside);
      if (held === "some") return "interface";
      if (held === "loopback") found.loopback = true;
      else if (match.name !== "lo") found.oneInterface = true;
      return null;
    }
    case "protocol":
      if (negated) return "protocol";
      if (found.protocol !== null && found.protocol !== match.protocol) found.never = true;
      found.protocol = match.protocol;
      return null;
    case "icmp-type":
      if (negated) return "protocol";
      // 255 without a code is IPv4's `any`.
      if (where.family === 4 && match.type === 255 && match.code === null) return null;
      if (found.icmpType !== null && found.icmpType !== match.type) found.never = true;
      found.icmpType = match.type;
      return match.code === null ? null : "protocol";
    case "source":
    case "destination":
    case "source-range":
    case "destination-range":
      return takeAddress(match, found, where);
    case "ports": {
      if (match.side === "either" || match.module === "sctp" || match.module === "dccp") return "ports";
      const ranges = ports(match.ranges, negated);
      if (match.side === "destination") found.ports = both(found.ports, ranges);
      else found.senderPorts = both(found.senderPorts, ranges);
      return null;
    }
    case "tcp-flags":
      found.flags = [...found.flags, match];
      return null;
    case "hop-limit":
      if (negated || match.op !== "eq" || match.value !== 255) return "condition";
      found.hop255 = true;
      return null;
    case "ct-state":
      return takeStates(match, found);
    case "ct-direction": {
      const direction = (match.direction === "REPLY") === negated ? "ORIGINAL" : "REPLY";
      if (found.direction !== null && found.direction !== direction) found.never = true;
      found.direction = direction;
      return null;
    }
    case "ct-helper":
      if (negated) return "condition";
      found.helper = true;
      return null;
    case "owner-user": {
      const name = where.users.get(match.first);
      if (negated || match.first !== match.last || name === undefined) return "account";
      if (found.user !== null && found.user !== name) found.never = true;
      found.user = name;
      return null;
    }
    case "limit":
    case "source-limit":
    case "recent":
      if (found.rate !== null || negated) return "rate";
      found.rate = match;
      return null;
    case "connection-limit":
    case "keyed-limit":
      return "rate";
    default:
      return "condition";
  }
}

/** Sorts the conditions of a rule. */
export function readConditions(matches: readonly Match[], where: Surroundings): Conditions {
  const found: Found = {
    loopback: false,
    oneInterface: false,
    protocol: null,
    icmpType: null,
    far: null,
    own: null,
    ports: null,
    senderPorts: null,
    states: null,
    direction: null,
    flags: [],
    hop255: false,
    user: null,
    helper: false,
    rate: null,
    comment: "",
    never: false,
    unsaid: null,
  };
  for (const match of matches) {
    const because = take(match, found, where);
    if (because !== null) found.unsaid ??= { because, detail: conditionText(match, where.family) };
  }
  const empty = [found.far, found.ports, found.senderPorts].some((list) => list?.length === 0);
  if (empty || found.states?.size === 0 || (found.loopback && found.oneInterface)) found.never = true;
  return found;
}
