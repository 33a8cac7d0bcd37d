import type { Packet, PacketChain } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { as, rewrite, type Traveller } from "../traveller";
import { natTable, translates } from "./earlier-translation";
import type { PathHost } from "./path-host";
import { routeIn } from "./route";

/** Which chain a packet is for before anything is rewritten; `-m addrtype` asks that early. */
function chainOf(packet: Packet, host: PathHost | null): PacketChain {
  if (packet.chain === "OUTPUT" || host === null) return packet.chain;
  const { to } = routeIn({ ...packet, hopLimit: null }, host, false);
  return to === "host" ? "INPUT" : to === "not-known" ? packet.chain : "FORWARD";
}

/**
 * The packet as it sets out, with every field said or null. A fresh one carries no mark, and a new connection none and
 * no translation; of an older one nothing is known. The hop limit of what is forwarded is lowered before FORWARD
 * (ip_forward.c).
 */
export function setting(ruleset: Ruleset, packet: Packet, host: PathHost | null): Packet {
  const fresh = packet.state === "NEW";
  const nat = natTable(ruleset);
  const untouched = nat === null || !translates(nat);
  const { hopLimit } = packet;
  return {
    chain: chainOf(packet, host),
    family: packet.family,
    in: packet.in,
    out: packet.out,
    source: packet.source,
    destination: packet.destination,
    protocol: packet.protocol,
    sourcePort: packet.sourcePort,
    destinationPort: packet.destinationPort,
    flags: packet.flags,
    icmp: packet.icmp,
    state: packet.state,
    direction: packet.direction,
    originalPort: packet.originalPort ?? (fresh ? packet.destinationPort : null),
    user: packet.user,
    hopLimit: hopLimit !== null && packet.chain === "FORWARD" ? hopLimit + 1 : hopLimit,
    hook: packet.chain === "OUTPUT" ? "OUTPUT" : "PREROUTING",
    mark: packet.mark ?? 0,
    connectionMark: packet.connectionMark ?? (fresh ? 0 : null),
    sender: packet.sender ?? null,
    translated: fresh ? "none" : (packet.translated ?? (untouched ? "none" : null)),
    originalSource: packet.originalSource ?? (fresh ? packet.source : null),
    originalDestination: packet.originalDestination ?? (fresh ? packet.destination : null),
    originalSourcePort: packet.originalSourcePort ?? (fresh ? packet.sourcePort : null),
  };
}

export function entering(traveller: Traveller): Traveller {
  return as(traveller, { ...traveller.packet, chain: "INPUT", hook: "INPUT", out: null });
}

/** Null where its hop limit is used up. */
export function forwarded(traveller: Traveller, out: string | null): Traveller | null {
  const { packet } = traveller;
  const hopLimit = packet.hopLimit === null ? null : packet.hopLimit - 1;
  if (hopLimit !== null && hopLimit < 1) return null;
  return as(traveller, { ...packet, chain: "FORWARD", hook: "FORWARD", out, hopLimit });
}

export function sending(traveller: Traveller, out: string | null): Traveller {
  return as(traveller, { ...traveller.packet, out });
}

/** Only kernels from 5.7 on know at POSTROUTING by which interface a packet came in (ip_output.c). */
export function leaving(traveller: Traveller, out: string | null): Traveller {
  return as(traveller, { ...traveller.packet, hook: "POSTROUTING", in: null, out });
}

/** What left by lo, as it comes in again. */
export function looped(traveller: Traveller): Traveller {
  const { packet } = traveller;
  return as(traveller, {
    ...packet,
    chain: "INPUT",
    hook: "PREROUTING",
    in: "lo",
    out: null,
    user: { kind: "none" },
  });
}

/** raw comes before connection tracking, where every packet still looks INVALID (xt_conntrack.c). */
export function inRaw(traveller: Traveller): Traveller {
  return as(traveller, { ...traveller.packet, state: "INVALID", direction: null });
}

/** Connection tracking gives the packet its state and its connection, unless raw has taken it out. */
export function afterRaw(before: Traveller, after: Traveller): Traveller {
  if (after.packet.state === "UNTRACKED") {
    return rewrite(after, { direction: null, connectionMark: null, translated: null });
  }
  const { mark, hopLimit } = after.packet;
  const { mark: why, hopLimit: whyHops } = after.unsaid;
  return {
    packet: { ...before.packet, mark: mark ?? null, hopLimit },
    unsaid: why === undefined && whyHops === undefined ? before.unsaid : after.unsaid,
  };
}
