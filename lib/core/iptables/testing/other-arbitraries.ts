import * as fc from "fast-check";
import { addressBits, type Family } from "@/lib/core/net/family";
import type { RateKey } from "@/lib/core/ruleset/counting-match";
import type { Match } from "@/lib/core/ruleset/match";
import { rateScale, settledRate } from "../match/rate-text";
import { ascending, plainName, some, text, turned, word32 } from "./match-arbitraries";

const units = fc.constantFrom("second" as const, "minute" as const, "hour" as const, "day" as const);
const rate = (scale: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: 10_000 }), units)
    .map(([count, per]) => settledRate({ count, per }, scale));

const limit: fc.Arbitrary<Match[]> = fc
  .tuple(rate(rateScale.limit), fc.nat(10_000))
  .map(([one, burst]) => [{ kind: "limit", ...one, burst }]);

const sourceLimit: fc.Arbitrary<Match[]> = fc
  .record({
    one: rate(rateScale.hashlimit),
    burst: fc.integer({ min: 1, max: 1_000_000 }),
    above: fc.boolean(),
    name: plainName,
    whose: fc.oneof(
      fc.constantFrom<{ shared?: true }>({}, { shared: true }),
      fc.record({ sourceLength: fc.nat(31) }),
    ),
  })
  .map(({ one, whose, ...rest }) => [{ kind: "source-limit", ...rest, ...whose, ...one }]);

const keys: readonly RateKey[] = ["source", "source-port", "destination", "destination-port"];

/** Each is settled, and each says something that the plain form of hashlimit cannot. */
function keyedLimit(family: Family): fc.Arbitrary<Match[]> {
  const length = fc.option(fc.nat(addressBits(family) - 1), { nil: null });
  return fc
    .record({
      kind: fc.constant("keyed-limit" as const),
      name: plainName,
      above: fc.boolean(),
      keys: some(keys, 0),
      sourceLength: length,
      destinationLength: length,
      rated: fc.constantFrom(
        { rate: "5/min", burst: "7" },
        { rate: "1/sec", burst: "1" },
        { rate: "4kb/s", burst: null },
        { rate: "4kb/s", burst: "400kb" },
      ),
      size: fc.integer({ min: 1, max: 1 << 20 }),
      measured: fc.option(fc.integer({ min: 1, max: 3600 }), { nil: null }),
    })
    .map(({ rated, size, measured, ...match }) => {
      const each = rated.rate.endsWith("min") ? null : measured;
      return [{ ...match, ...rated, measured: each, settings: [["--hashlimit-htable-size", size]] }];
    });
}

function connectionLimit(family: Family): fc.Arbitrary<Match[]> {
  const by = fc.constantFrom<{ by?: "destination" }>({}, { by: "destination" });
  return fc
    .tuple(word32, fc.nat(addressBits(family)), by, turned())
    .map(([above, mask, side, negated]) => [{ kind: "connection-limit", above, mask, ...side, ...negated }]);
}

function recent(family: Family): fc.Arbitrary<Match[]> {
  const most = (1n << BigInt(addressBits(family))) - 1n;
  return fc
    .record({
      kind: fc.constant("recent" as const),
      action: fc.constantFrom("set" as const, "rcheck" as const, "update" as const, "remove" as const),
      name: plainName,
      side: fc.constantFrom("source" as const, "destination" as const),
      seconds: fc.option(fc.integer({ min: 1, max: 0xffffffff }), { nil: null }),
      hits: fc.option(fc.integer({ min: 1, max: 255 }), { nil: null }),
      reap: fc.boolean(),
      sameHopLimit: fc.boolean(),
      mask: fc.bigInt({ min: 0n, max: most }),
      more: turned(),
    })
    .map(({ more, ...match }) => [
      {
        ...match,
        ...more,
        reap: match.reap && match.seconds !== null,
        sameHopLimit: match.sameHopLimit && (match.action === "rcheck" || match.action === "update"),
      },
    ]);
}

const printable = fc
  .string({ unit: "grapheme-ascii", minLength: 1, maxLength: 40 })
  .filter((pattern) => !pattern.endsWith("\\"))
  .map((pattern) => ({ text: pattern }));
const bytes = fc
  .uint8Array({ minLength: 0, maxLength: 40 })
  .map((list) => ({ hex: Buffer.from([...list, 7]).toString("hex") }));

const string: fc.Arbitrary<Match[]> = fc
  .record({
    kind: fc.constant("string" as const),
    pattern: fc.oneof(printable, bytes),
    algorithm: fc.constantFrom("bm", "kmp"),
    offsets: ascending(65535),
    ignoreCase: fc.boolean(),
    more: turned(),
  })
  .map(({ offsets, more, ...match }) => [{ ...match, from: offsets.first, to: offsets.last, ...more }]);

const days = (count: number) =>
  fc.option(
    some(Array.from({ length: count }, (_, at) => at + 1)).filter((list) => list.length < count),
    { nil: null },
  );

const time: fc.Arbitrary<Match[]> = fc
  .record({
    kind: fc.constant("time" as const),
    dayStart: fc.nat(86_399),
    dayStop: fc.nat(86_399),
    dateStart: fc.nat(0x7fffffff),
    dateStop: fc.integer({ min: 1, max: 0x7fffffff }),
    monthDays: days(31),
    weekDays: days(7),
    kernelZone: fc.boolean(),
    contiguous: fc.boolean(),
  })
  .map((match) => [{ ...match, contiguous: match.contiguous && match.dayStart >= match.dayStop }]);

const types = ["UNSPEC", "UNICAST", "LOCAL", "BROADCAST", "ANYCAST", "MULTICAST", "BLACKHOLE", "UNREACHABLE"];

function addressTypes(): fc.Arbitrary<Match[]> {
  const side = fc.option(fc.tuple(some(types), turned()), { nil: null });
  const limited = fc.constantFrom<{ interface?: "in" | "out" }>(
    {},
    { interface: "in" },
    { interface: "out" },
  );
  return fc
    .tuple(side, side, limited)
    .map(([source, destination, more]) =>
      [source, destination].flatMap((one, at): Match[] =>
        one === null
          ? []
          : [
              {
                kind: "address-type",
                side: at === 0 ? "source" : "destination",
                type: one[0].join(","),
                ...more,
                ...one[1],
              },
            ],
      ),
    )
    .filter((matches) => matches.length > 0);
}

function owners(): fc.Arbitrary<Match[]> {
  const one = fc.option(fc.tuple(ascending(0xfffffffe), turned()), { nil: null });
  const supplementary = fc.constantFrom<{ supplementary?: true }>({}, { supplementary: true });
  return fc
    .tuple(fc.option(turned(), { nil: null }), one, one, supplementary)
    .map(([socket, user, group, more]): Match[] => [
      ...(socket === null ? [] : [{ kind: "owner-socket" as const, ...socket }]),
      ...(user === null ? [] : [{ kind: "owner-user" as const, ...user[0], ...user[1] }]),
      ...(group === null ? [] : [{ kind: "owner-group" as const, ...group[0], ...more, ...group[1] }]),
    ])
    .filter((matches) => matches.length > 0);
}

function mark(kind: "mark" | "connection-mark"): fc.Arbitrary<Match[]> {
  return fc
    .tuple(word32, word32, turned())
    .map(([value, mask, negated]) => [{ kind, value, mask, ...negated }]);
}

const mac: fc.Arbitrary<Match[]> = fc
  .tuple(fc.stringMatching(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/), turned())
  .map(([address, negated]) => [{ kind: "mac-source", address, ...negated }]);

const hopLimit: fc.Arbitrary<Match[]> = fc
  .tuple(fc.constantFrom("eq" as const, "lt" as const, "gt" as const), fc.nat(255), turned())
  .map(([op, value, negated]) => [{ kind: "hop-limit", op, value, ...(op === "eq" && negated) }]);

const comment: fc.Arbitrary<Match[]> = text(255).map((one) => [{ kind: "comment", text: one }]);

const helper: fc.Arbitrary<Match[]> = fc
  .tuple(plainName, turned())
  .map(([name, negated]) => [{ kind: "ct-helper", name, ...negated }]);

/** Extensions that are kept as text, in the form that iptables-save prints. */
const kept: fc.Arbitrary<Match[]> = fc
  .constantFrom(
    "-m pkttype ! --pkt-type broadcast",
    "-m set --match-set banned src,dst",
    "-m policy --dir in --pol ipsec --strict --reqid 1 --next --reqid 2",
    "-m rpfilter --loose --invert",
    "-m physdev --physdev-is-in --physdev-in lo",
    "-m dscp --dscp 0x2e",
    "-m statistic --mode nth --every 5 --packet 2",
    '-m u32 --u32 "0x0=0x0&&0x0=0x1"',
    "-m unheard --of this",
    "-m unheard",
  )
  .map((one) => [{ kind: "opaque", text: one }]);

/** Uses of all other extensions. */
export function otherGroups(family: Family): readonly fc.Arbitrary<Match[]>[] {
  return [
    limit,
    sourceLimit,
    keyedLimit(family),
    connectionLimit(family),
    recent(family),
    string,
    time,
    addressTypes(),
    owners(),
    mark("mark"),
    mark("connection-mark"),
    mac,
    hopLimit,
    comment,
    helper,
    kept,
  ];
}
