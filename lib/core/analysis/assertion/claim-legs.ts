import type { Family } from "@/lib/core/net/family";
import { type IntervalSet, mergeRanges, subtractRanges } from "@/lib/core/net/interval-set";
import { unprivilegedPorts } from "@/lib/core/net/port-range";
import type { PacketFlag } from "@/lib/core/packet/packet";
import type { PathHost } from "../path/path-host";
import { icmpNumber } from "../predicate/fields";
import type { PacketPattern } from "../reach/packet-pattern";
import type { Claim, ClaimService, LegName } from "./claim";
import {
  everyOwnEnd,
  farRanges,
  type OwnEnd,
  othersRanges,
  outsideEnds,
  sharedRanges,
  unicastRanges,
} from "./own-ends";

/** The packets of one leg of a claim. */
export type Leg = { readonly name: LegName; readonly pattern: PacketPattern };

const ofFamily = (ranges: IntervalSet, family: Family) => ranges.filter((range) => range.family === family);

/** The ends of the host that a claim is about; none: it has no such address in the family. */
function ownEnds(claim: Claim, family: Family, host: PathHost | null): readonly OwnEnd[] {
  if (claim.at !== null) {
    return claim.at.family === family ? [{ interface: claim.over, addresses: [claim.at] }] : [];
  }
  // Who gets in is told of every way there is, who must get in of the ways that people take.
  const ends = claim.reaches ? outsideEnds(host) : [everyOwnEnd(host)];
  const of = ends.map((end) => ({
    interface: claim.over ?? end.interface,
    addresses: end.addresses && ofFamily(end.addresses, family),
  }));
  return of.filter(({ addresses }) => addresses === null || addresses.length > 0);
}

/** The peers in one family; null: every address; none: the claim says nothing about the family. */
function peersIn(claim: Claim, family: Family, host: PathHost | null): IntervalSet | null {
  if (claim.peers !== null) return ofFamily(claim.peers, family);
  if (claim.reaches) {
    // What the host sends itself is no question of who reaches it, or whom it reaches.
    return subtractRanges(farRanges(family), ofFamily(everyOwnEnd(host).addresses ?? [], family));
  }
  if (claim.direction === "out" || family === 6) return null;
  // The kernel takes no packet from outside with an IPv4 source of its own (__fib_validate_source, fib_frontend.c).
  return othersRanges(family, host);
}

/** What is at the host's own end of a packet that comes in. */
function ownAddresses(
  { reaches, at }: Claim,
  service: ClaimService,
  { addresses }: OwnEnd,
  family: Family,
): IntervalSet | null {
  const oneToOne = reaches || at !== null || (service.kind === "protocol" && service.protocol === 6);
  if (oneToOne) return addresses ?? unicastRanges(family);
  // What is sent to many reaches this host as well.
  return addresses && mergeRanges([...addresses, ...sharedRanges(family)]);
}

type Ends = {
  readonly own: IntervalSet | null;
  readonly peers: IntervalSet | null;
  readonly interface: string | null;
};

/** A packet of the connection that is on its way from the peer (or from the host, where it is the one who reaches). */
function onward({ direction }: Claim, ends: Ends): PacketPattern {
  return direction === "in"
    ? { ...incoming(ends), state: "NEW", direction: "ORIGINAL" }
    : { ...outgoing(ends), state: "NEW", direction: "ORIGINAL" };
}

function incoming({ own, peers, interface: name }: Ends) {
  return { hook: "INPUT", in: name, outside: true, sources: peers, destinations: own } as const;
}

function outgoing({ own, peers, interface: name }: Ends) {
  return { hook: "OUTPUT", out: name, outside: true, sources: own, destinations: peers } as const;
}

function backward({ direction }: Claim, ends: Ends): PacketPattern {
  const way = direction === "in" ? outgoing(ends) : incoming(ends);
  return { ...way, state: "ESTABLISHED", direction: "REPLY" };
}

const echo = { 4: { request: 8, answer: 0, protocol: 1 }, 6: { request: 128, answer: 129, protocol: 58 } };

/** What the packets carry: of the request, and of the answer to it. */
function carried(
  { reaches }: Claim,
  service: ClaimService,
  family: Family,
): { request: Partial<PacketPattern>; answer: Partial<PacketPattern> } {
  const clients = reaches ? [unprivilegedPorts] : null;
  switch (service.kind) {
    case "anything":
      return { request: { sourcePorts: clients }, answer: { ports: clients } };
    case "ping": {
      const { request, answer, protocol } = echo[family];
      const message = (type: number) => {
        const number = Number(icmpNumber(type, 0));
        return { protocol, icmp: [{ first: number, last: number }] };
      };
      return { request: message(request), answer: message(answer) };
    }
    case "protocol": {
      const { protocol, ports } = service;
      if (ports === null && protocol !== 6 && protocol !== 17 && protocol !== 132) {
        return { request: { protocol }, answer: { protocol } };
      }
      return {
        request: { protocol, ports, sourcePorts: clients },
        answer: { protocol, sourcePorts: ports, ports: clients },
      };
    }
  }
}

function hasFlags(service: ClaimService): boolean {
  return service.kind === "anything" || (service.kind === "protocol" && service.protocol === 6);
}

function legsOf(claim: Claim, service: ClaimService, ends: Ends, family: Family): readonly Leg[] {
  const { request, answer } = carried(claim, service, family);
  const flags = (...set: PacketFlag[]) => (hasFlags(service) ? { flags: set } : {});
  const to = { ...onward(claim, ends), ...request };
  const back = { ...backward(claim, ends), ...answer };
  const first: Leg = { name: "first", pattern: { ...to, ...flags("SYN") } };
  if (!claim.reaches) return [first];
  return [
    first,
    { name: "answer", pattern: { ...back, ...flags("SYN", "ACK") } },
    { name: "later", pattern: { ...to, state: "ESTABLISHED", ...flags("ACK") } },
    ...(hasFlags(service) ? [{ name: "later-answer", pattern: { ...back, ...flags("ACK") } } as const] : []),
  ];
}

/** Everything that has to be asked of the rules of one family to answer a claim; nothing: it says nothing about it. */
export function claimLegs(claim: Claim, family: Family, host: PathHost | null): readonly Leg[] {
  const peers = peersIn(claim, family, host);
  if (peers !== null && peers.length === 0) return [];
  return ownEnds(claim, family, host).flatMap((end) =>
    claim.services.flatMap((service) => {
      const own = claim.direction === "in" ? ownAddresses(claim, service, end, family) : end.addresses;
      return legsOf(claim, service, { own, peers, interface: end.interface }, family);
    }),
  );
}
