import type { Address } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";

/** The filter table's hooks; a packet passes exactly one of them on this host. */
export const packetChains = ["INPUT", "FORWARD", "OUTPUT"] as const;
export type PacketChain = (typeof packetChains)[number];

/** Where a packet can be held against rules: before the routing decision, in one of the filter hooks, before it leaves. */
export type PacketHook = PacketChain | "PREROUTING" | "POSTROUTING";

/** What connection tracking says of a packet; the NAT words of iptables are not among them. */
export const packetStates = ["NEW", "ESTABLISHED", "RELATED", "INVALID", "UNTRACKED"] as const;
export type PacketState = (typeof packetStates)[number];

/** TCP flags in the order in which iptables prints them. */
export const packetFlags = ["FIN", "SYN", "RST", "PSH", "ACK", "URG"] as const;
export type PacketFlag = (typeof packetFlags)[number];

/** Protocol numbers that a packet knows by name. */
export const protocolNumbers: Readonly<Record<string, number>> = {
  icmp: 1,
  igmp: 2,
  tcp: 6,
  udp: 17,
  gre: 47,
  esp: 50,
  ah: 51,
  "ipv6-icmp": 58,
  icmpv6: 58,
  sctp: 132,
  udplite: 136,
};

/** Whether packets of the protocol carry ports (tcp, udp, dccp, sctp, udplite). */
export function carriesPorts(protocol: number): boolean {
  return protocol === 6 || protocol === 17 || protocol === 33 || protocol === 132 || protocol === 136;
}

/** Whether the kernel tracks the packet at all: neighbour discovery and multicast listening are left alone (nf_conntrack_proto_icmpv6.c). */
export function isUntrackedIcmp(protocol: number | null, type: number | null): boolean {
  return protocol === 58 && type !== null && ((type >= 130 && type <= 136) || type === 143);
}

/** The account that sent a packet; `none`: no local program (forwarded, or made by the kernel). */
export type PacketUser =
  | { readonly kind: "uid"; readonly uid: number }
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "none" };

/** Which ends of a connection the host translates: `snat` its source, `dnat` its destination. */
export const translations = ["none", "snat", "dnat", "both"] as const;
export type Translation = (typeof translations)[number];

/**
 * One packet at one hook of the filter table. `null` means "not said": whatever depends on it cannot be told.
 * A port is a range, so that "some client port" can be asked; one port is a range of one.
 */
export type Packet = {
  readonly chain: PacketChain;
  readonly family: Family;
  /** Always null for OUTPUT, where there is none; likewise `out` for INPUT. */
  readonly in: string | null;
  readonly out: string | null;
  readonly source: Address | null;
  readonly destination: Address | null;
  readonly protocol: number | null;
  readonly sourcePort: PortRange | null;
  readonly destinationPort: PortRange | null;
  /** Set TCP flags; null for every other protocol. */
  readonly flags: readonly PacketFlag[] | null;
  readonly icmp: { readonly type: number; readonly code: number } | null;
  readonly state: PacketState;
  /** Whether the packet goes the way of its connection's first packet. */
  readonly direction: "ORIGINAL" | "REPLY" | null;
  /** The destination port of the connection's first packet, before any address translation. */
  readonly originalPort?: PortRange | null;
  readonly user: PacketUser | null;
  /** Time to live in IPv4. */
  readonly hopLimit: number | null;
  /** Where the packet is on its way, when that is not `chain`. */
  readonly hook?: PacketHook;
  /** The packet's mark, 32 bits; left out where nothing is said. */
  readonly mark?: number | null;
  /** The mark of its connection. */
  readonly connectionMark?: number | null;
  /** The Ethernet address that it was sent from, as six bytes with colons in lower case. */
  readonly sender?: string | null;
  /** What the host does to the addresses of its connection; left out where nothing is said. */
  readonly translated?: Translation | null;
  /** The addresses and the source port of the connection's first packet, before any translation. */
  readonly originalSource?: Address | null;
  readonly originalDestination?: Address | null;
  readonly originalSourcePort?: PortRange | null;
};

/** A range of one port. */
export function onePort(port: number): PortRange {
  return { first: port, last: port };
}

/** The hook at which the packet is. */
export function hookOfPacket(packet: Packet): PacketHook {
  return packet.hook ?? packet.chain;
}
