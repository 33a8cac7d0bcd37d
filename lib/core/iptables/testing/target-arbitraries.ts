import * as fc from "fast-check";
import type { Family } from "@/lib/core/net/family";
import type { LogDetail, NatRange, Target } from "@/lib/core/ruleset/target";
import { ascending, plainName, prefix, range, some, text, word32 } from "./match-arbitraries";

const yes = <Key extends string>(key: Key) =>
  fc.constantFrom<{ [K in Key]?: true }>({}, { [key]: true } as { [K in Key]?: true });

function natRange(family: Family, bases: boolean): fc.Arbitrary<NatRange> {
  const base = bases ? fc.option(fc.integer({ min: 1, max: 65535 }), { nil: null }) : fc.constant(null);
  const ports = fc
    .tuple(ascending(65535), base)
    .map(([one, first]) => ({ ...one, base: one.first === one.last ? null : first }));
  return fc
    .tuple(fc.option(range(family), { nil: null }), fc.option(ports, { nil: null }))
    .map(([addresses, some]) => ({ addresses, ports: some }))
    .filter((to) => to.addresses !== null || to.ports !== null);
}

const masks = fc.record({ packetMask: word32, connectionMask: word32 });
const change = fc.record({ value: word32, mask: word32 });
const toPorts = fc.option(ascending(65535), { nil: null });
const details: readonly Exclude<LogDetail, "uid">[] = [
  "tcp-sequence",
  "tcp-options",
  "ip-options",
  "macdecode",
];
const events = "new related destroy reply assured protoinfo helper mark natseqinfo secmark".split(" ");

const rejects = {
  4: ["icmp-net-unreachable", "icmp-port-unreachable", "icmp-admin-prohibited", "tcp-reset"],
  6: ["icmp6-no-route", "icmp6-port-unreachable", "icmp6-adm-prohibited", "tcp-reset"],
};

const chain = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_.-]{0,20}$/).map((name) => `c${name}`);

const log: fc.Arbitrary<Target> = fc
  .record({
    prefix: fc.oneof(fc.constant(""), text(29)),
    level: fc.constantFrom(null, 0, 1, 2, 3, 5, 6, 7),
    uid: fc.boolean(),
    list: some(details, 0),
  })
  .map(({ list, ...target }) => ({ kind: "log", ...target, ...(list.length > 0 && { details: list }) }));

const nflog: fc.Arbitrary<Target> = fc
  .record({
    prefix: fc.oneof(fc.constant(""), text(127)),
    group: fc.nat(65535),
    size: fc.constantFrom<{ size?: number }>({}, { size: 0 }, { size: 4096 }),
    threshold: fc.constantFrom<{ threshold?: number }>({}, { threshold: 1 }, { threshold: 65535 }),
  })
  .map(({ size, threshold, ...target }) => ({ kind: "nflog", ...target, ...size, ...threshold }));

/** Each says something that the two short kinds of `-j CT` cannot. */
const settings: fc.Arbitrary<Target> = fc.record({
  kind: fc.constant("ct-settings" as const),
  notrack: fc.boolean(),
  helper: fc.option(plainName, { nil: null }),
  timeout: fc.option(plainName, { nil: null }),
  events: some(events, 0),
  expectationEvents: some(["new"], 0),
  zone: fc.record({
    id: fc.oneof(fc.constant("mark" as const), fc.integer({ min: 1, max: 65535 })),
    way: fc.constantFrom("both" as const, "original" as const, "reply" as const),
  }),
});

function translations(family: Family): readonly fc.Arbitrary<Target>[] {
  return [
    fc
      .tuple(natRange(family, true), yes("random"), yes("persistent"))
      .map(([to, ...choice]) => ({ kind: "dnat", to, ...choice[0], ...choice[1] })),
    fc
      .tuple(natRange(family, false), yes("random"), yes("randomFully"), yes("persistent"))
      .map(([to, ...choice]) => ({ kind: "snat", to, ...choice[0], ...choice[1], ...choice[2] })),
    fc
      .tuple(toPorts, yes("random"), yes("randomFully"))
      .map(([ports, ...choice]) => ({ kind: "masquerade", ports, ...choice[0], ...choice[1] })),
    fc.tuple(toPorts, yes("random")).map(([ports, choice]) => ({ kind: "redirect", ports, ...choice })),
    prefix(family).map((to) => ({ kind: "netmap", to })),
  ];
}

const kept = fc
  .constantFrom(
    "-j NFQUEUE --queue-num 0 --queue-bypass",
    "-j TRACE",
    "-j TEE --gateway 192.0.2.1",
    "-j DSCP --set-dscp 0x2e",
    "-j CLUSTERIP --new",
  )
  .map((one): Target => ({ kind: "opaque", text: one }));

/** Every kind of target, each in the one form in which it is read again. */
export function target(family: Family): fc.Arbitrary<Target> {
  return fc.oneof(
    fc.constantFrom<Target>(
      { kind: "accept" },
      { kind: "drop" },
      { kind: "return" },
      { kind: "none" },
      { kind: "notrack" },
      { kind: "notrack", alias: true },
      { kind: "checksum" },
      { kind: "tcp-mss", size: null },
    ),
    fc.constantFrom(...rejects[family]).map((word): Target => ({ kind: "reject", with: word })),
    chain.map((name): Target => ({ kind: "jump", chain: name })),
    chain.map((name): Target => ({ kind: "goto", chain: name })),
    log,
    nflog,
    settings,
    plainName.map((helper): Target => ({ kind: "ct-helper", helper })),
    ...translations(family),
    change.map((one): Target => ({ kind: "set-mark", ...one })),
    change.map((one): Target => ({ kind: "connection-mark", operation: "set", ...one })),
    fc
      .tuple(fc.constantFrom("save" as const, "restore" as const), masks)
      .map(([operation, both]): Target => ({ kind: "connection-mark", operation, ...both })),
    fc.nat(65535 - 40).map((size): Target => ({ kind: "tcp-mss", size })),
    kept.filter((one) => family === 4 || one.kind !== "opaque" || !one.text.includes("192.0.2.1")),
  );
}
