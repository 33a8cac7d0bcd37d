import type { Family } from "@/lib/core/net/family";
import { prefixRange } from "@/lib/core/net/prefix";
import { NONE, type Node } from "../bdd/bdd";
import { loopbackPrefixes, multicastPrefixes } from "../predicate/address-type";
import { flagBits, icmpNumber, stateNumber } from "../predicate/fields";
import { among, type Predicate, within } from "../predicate/predicate";
import type { Journey } from "../symbolic/journey";
import { codeBits, type PacketSpace } from "../symbolic/packet-space";

/** A port out of those that clients are given (ip_local_port_range), for questions about an ordinary client. */
export const clientPort = 40000;

/** Protocols that carry ports (packet.ts, carriesPorts). */
const withPorts = [6n, 17n, 33n, 132n, 136n];

const one = (value: bigint) => ({ first: value, last: value });

/** Messages that are never tracked, in IPv6: neighbour discovery and multicast listening. */
const untrackedMessages = [
  { first: icmpNumber(130, 0), last: icmpNumber(136, 255) },
  { first: icmpNumber(143, 0), last: icmpNumber(143, 255) },
];

const rangesOf = (prefixes: typeof loopbackPrefixes, family: Family) =>
  prefixes.filter((prefix) => prefix.family === family).map(prefixRange);

/** What the sets below ask for, so that the fields tell it apart. */
export function ordinaryQuestions(family: Family): readonly Predicate[] {
  return [
    among("protocol", [...withPorts, 58n]),
    ...withPorts.map((protocol) => among("protocol", [protocol])),
    within("source", rangesOf(loopbackPrefixes, family)),
    within("source", rangesOf(multicastPrefixes, family)),
    ...(family === 6 ? [within("icmp", untrackedMessages)] : []),
  ];
}

function stateSet(space: PacketSpace, state: Parameters<typeof stateNumber>[0]): Node {
  return space.numbers("state", [one(stateNumber(state))]);
}

/**
 * The first packet of a connection as programs send it: of TCP a lone SYN, from a port that clients are given.
 * `values` writes these into a set, so that it no longer asks for them.
 */
export function ordinaryStart(space: PacketSpace): {
  readonly set: Node;
  readonly values: ReadonlyMap<number, Node>;
} {
  const { bdd } = space;
  const [flags, port] = [space.field("flags"), space.field("source-port")];
  const syn = flagBits(["SYN"]);
  const tcp = space.numbers("protocol", [one(6n)]);
  const ports = space.numbers("protocol", withPorts.map(one));
  const shaped = bdd.and(
    bdd.or(bdd.not(tcp), space.codes(flags, [{ first: syn, last: syn }])),
    bdd.or(bdd.not(ports), space.numbers("source-port", [one(BigInt(clientPort))])),
  );
  const values = new Map([
    ...codeBits(flags, syn),
    ...codeBits(port, space.classOf(port, BigInt(clientPort))),
  ]);
  return { set: bdd.and(stateSet(space, "NEW"), shaped), values };
}

/**
 * Packets that the kernel can hand to the rules at all. Neighbour discovery and multicast listening are never tracked
 * and nothing else comes untracked (nf_conntrack_proto_icmpv6.c); loopback addresses come over `lo` alone and no packet
 * comes from a multicast address (ip_route_input_slow in route.c, ip6_rcv_core in ip6_input.c).
 */
export function possiblePackets(space: PacketSpace, journey: Journey): Node {
  const { bdd, family } = space;
  const discovery =
    family === 4
      ? NONE
      : bdd.and(space.numbers("protocol", [one(58n)]), space.numbers("icmp", untrackedMessages));
  const untracked = stateSet(space, "UNTRACKED");
  const tracked = bdd.or(bdd.minus(discovery, untracked), bdd.minus(untracked, discovery));
  if (journey === "leaving") return bdd.not(tracked);
  const lo = space.field("in").interfaces?.names.indexOf("lo") ?? -1;
  const strayLoopback =
    lo < 0
      ? NONE
      : bdd.minus(
          space.numbers("source", rangesOf(loopbackPrefixes, family)),
          space.codes(space.field("in"), [{ first: lo, last: lo }]),
        );
  const fromMulticast = space.numbers("source", rangesOf(multicastPrefixes, family));
  return bdd.not(bdd.or(tracked, bdd.or(strayLoopback, fromMulticast)));
}
