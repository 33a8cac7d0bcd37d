import * as fc from "fast-check";
import { addressBits, type Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import { type AddressRange, type Prefix, prefixOf } from "@/lib/core/net/prefix";
import type { CtState, Match, TcpFlag } from "@/lib/core/ruleset/match";
import type { CtStatus } from "@/lib/core/ruleset/tracking-match";

/** Values that are written in one way only, so that what is read again can be compared as a whole. */

export const word32 = fc.oneof(fc.constantFrom(0, 1, 0xff, 0x80000000, 0xffffffff), fc.nat(0xffffffff));

export function turned(): fc.Arbitrary<{ negated?: true }> {
  return fc.constantFrom<{ negated?: true }>({}, { negated: true });
}

export function ascending(most: number): fc.Arbitrary<PortRange> {
  const bound = fc.oneof(fc.constantFrom(0, 22, 443, 1024, most), fc.nat(most));
  return fc.tuple(bound, bound).map(([a, b]) => ({ first: Math.min(a, b), last: Math.max(a, b) }));
}

export function addressValue(family: Family): fc.Arbitrary<bigint> {
  const last = (1n << BigInt(addressBits(family))) - 1n;
  const some = family === 4 ? 0xc0000201n : 0x20010db8_00000000_00000000_00000001n;
  return fc.oneof(fc.constantFrom(0n, 1n, some, last), fc.bigInt({ min: 0n, max: last }));
}

export function prefix(family: Family, shortest = 0): fc.Arbitrary<Prefix> {
  const length = fc.integer({ min: shortest, max: addressBits(family) });
  return fc.tuple(addressValue(family), length).map(([value, bits]) => prefixOf({ family, value }, bits));
}

export function range(family: Family): fc.Arbitrary<AddressRange> {
  return fc
    .tuple(addressValue(family), addressValue(family))
    .map(([a, b]) => (a < b ? { family, first: a, last: b } : { family, first: b, last: a }));
}

/** Some of a list, in its order, at least so many. */
export function some<T>(list: readonly T[], least = 1): fc.Arbitrary<T[]> {
  return fc.subarray([...list], { minLength: least });
}

/** Free texts with everything that quoting has to bear but line ends; at most so many bytes. */
export function text(most: number): fc.Arbitrary<string> {
  const sign = fc.oneof(
    fc.constantFrom(..."ab09_-. '\"\\$!#;|<>".split("")),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  );
  return fc
    .array(sign, { minLength: 1, maxLength: Math.floor(most / 4) })
    .map((signs) => signs.join("").replace(/[\n\r\0\ud800-\udfff]/g, "x"));
}

/** Names that become files or keys: no `/`, no blank, no quote. */
export const plainName = fc.stringMatching(/^[A-Za-z0-9_.-]{1,15}$/).filter((name) => !/^[.-]/.test(name));

const flags: readonly TcpFlag[] = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"];

function tcpFlags(): fc.Arbitrary<Match> {
  const record = fc.record({
    kind: fc.constant("tcp-flags" as const),
    mask: some(flags),
    set: some(flags, 0),
  });
  return fc.tuple(record, turned()).map(([match, negated]) => ({ ...match, ...negated }));
}

function isAll({ first, last }: PortRange): boolean {
  return first === 0 && last === 65535;
}

function ports(module: "tcp" | "udp" | "sctp" | "dccp", side: "source" | "destination"): fc.Arbitrary<Match> {
  return fc.tuple(ascending(65535), turned()).map(([one, negated]) => ({
    kind: "ports",
    module,
    side,
    ranges: [isAll(one) && !negated.negated ? { first: 1, last: 65535 } : one],
    ...negated,
  }));
}

function optional(...parts: readonly fc.Arbitrary<Match>[]): fc.Arbitrary<Match[]> {
  return fc
    .tuple(...parts.map((part) => fc.option(part, { nil: null })))
    .map((matches) => matches.filter((match) => match !== null));
}

/** One use of a protocol's own extension: nothing said, or its options in their order. */
function protocolGroup(module: "tcp" | "udp" | "sctp" | "dccp"): fc.Arbitrary<Match[]> {
  const option = fc
    .tuple(fc.integer({ min: 1, max: 255 }), turned())
    .map(([number, negated]): Match => ({ kind: "tcp-option", option: number, ...negated }));
  const more = module === "tcp" ? [option, tcpFlags()] : [];
  return optional(ports(module, "source"), ports(module, "destination"), ...more).map((matches) =>
    matches.length > 0 ? matches : [{ kind: "extension", name: module }],
  );
}

const multiport: fc.Arbitrary<Match[]> = fc
  .record({
    kind: fc.constant("ports" as const),
    module: fc.constant("multiport" as const),
    side: fc.constantFrom("source" as const, "destination" as const, "either" as const),
    ranges: fc.array(ascending(65535), { minLength: 1, maxLength: 7 }),
    more: turned(),
  })
  .map(({ more, ...match }) => [{ ...match, ...more }]);

const states: readonly CtState[] = ["INVALID", "NEW", "RELATED", "ESTABLISHED", "UNTRACKED", "SNAT", "DNAT"];
const statuses: readonly CtStatus[] = ["EXPECTED", "SEEN_REPLY", "ASSURED", "CONFIRMED"];

function conntrack(family: Family): fc.Arbitrary<Match[]> {
  const turn = (match: fc.Arbitrary<Match>) =>
    fc.tuple(match, turned()).map(([one, negated]) => ({ ...one, ...negated }) as Match);
  const address = (way: "original" | "reply", side: "source" | "destination") =>
    turn(prefix(family).map((one) => ({ kind: "ct-address", way, side, prefix: one })));
  const port = (which: "original-source" | "reply-source" | "reply-destination") =>
    turn(ascending(65535).map((one) => ({ kind: "ct-port", which, range: one })));
  return optional(
    turn(some(states).map((list) => ({ kind: "ct-state", module: "conntrack", states: list }))),
    turn(fc.nat(255).map((protocol) => ({ kind: "ct-protocol", protocol }))),
    address("original", "source"),
    address("original", "destination"),
    address("reply", "source"),
    address("reply", "destination"),
    port("original-source"),
    turn(ascending(65535).map((one) => ({ kind: "ct-original-port", range: one }))),
    port("reply-source"),
    port("reply-destination"),
    turn(some(statuses, 0).map((list) => ({ kind: "ct-status", statuses: list }))),
    turn(ascending(0xffffffff).map((one) => ({ kind: "ct-expires", ...one }))),
    fc.constantFrom<Match>(
      { kind: "ct-direction", direction: "ORIGINAL" },
      { kind: "ct-direction", direction: "REPLY" },
    ),
  ).filter((matches) => matches.length > 0);
}

const state: fc.Arbitrary<Match[]> = fc
  .tuple(some(states.slice(0, 5)), turned())
  .map(([list, negated]) => [{ kind: "ct-state", module: "state", states: list, ...negated }]);

function icmp(family: Family): fc.Arbitrary<Match[]> {
  const code = fc.option(fc.nat(255), { nil: null });
  return fc
    .tuple(fc.nat(255), code, turned())
    .map(([type, one, negated]) => [
      { kind: "icmp-type", type, code: family === 4 && type === 255 ? null : one, ...negated },
    ]);
}

/** Uses of the extensions that stand on a protocol, on addresses and on tracking, each the matches of one `-m`. */
export function packetGroups(family: Family): readonly fc.Arbitrary<Match[]>[] {
  const sided = (kind: "source-range" | "destination-range") =>
    fc.tuple(range(family), turned()).map(([one, negated]): Match => ({ kind, range: one, ...negated }));
  return [
    ...(["tcp", "udp", "sctp", "dccp"] as const).map(protocolGroup),
    multiport,
    conntrack(family),
    state,
    icmp(family),
    optional(sided("source-range"), sided("destination-range")).filter((matches) => matches.length > 0),
  ];
}
