import type { Packet, PacketFlag, PacketState } from "@/lib/core/packet/packet";
import { pick, type Random } from "@/lib/core/packet/random-packet";
import { addressPlan, placedIn, portTo, rigPorts } from "./address-plan";
import { addressText, packetHex } from "./ip-bytes";

/** What the rig sends: bytes, and from where. */
export type SentPacket = {
  readonly way: "in" | "out";
  readonly port: string;
  readonly destination: string;
  readonly user: number;
  readonly data: string;
};

/** A packet of the test with the packets that make its connection. */
export type RigPacket = SentPacket & { readonly before: readonly SentPacket[] };

/** The states that this kernel gives to packets of connections that it has not seen (tcp_loose is off). */
function freshState(packet: Packet): PacketState {
  const { protocol, icmp } = packet;
  if (protocol === 6) {
    const flags = (packet.flags ?? []).filter((flag) => flag !== "PSH").join();
    return flags === "SYN" || flags === "SYN,URG" ? "NEW" : "INVALID";
  }
  if (icmp === null) return "NEW";
  if (packet.family === 6 && icmp.type >= 130) return "UNTRACKED";
  return (packet.family === 4 ? [8, 13] : [128]).includes(icmp.type) ? "NEW" : "INVALID";
}

/** Moves a random packet into the rig's address plan and gives it the state that the kernel will see. */
export function fitted(packet: Packet, random: Random): Packet {
  const { local, remote } = addressPlan[packet.family];
  const place = (address: Packet["source"], own: boolean) => {
    const value = placedIn(own ? local : remote, address?.value ?? 0n);
    return { family: packet.family, value };
  };
  const source = place(packet.source, packet.chain === "OUTPUT");
  const destination = place(packet.destination, packet.chain === "INPUT");
  const withPorts = packet.protocol === 6 || packet.protocol === 17;
  const established = withPorts && packet.state === "ESTABLISHED";
  const flags: readonly PacketFlag[] | null =
    packet.protocol === 6 && established ? pick(random, [["ACK"], ["PSH", "ACK"]] as const) : packet.flags;
  const state = established ? "ESTABLISHED" : freshState({ ...packet, flags });
  const direction = state === "NEW" ? "ORIGINAL" : established ? (packet.direction ?? "ORIGINAL") : null;
  const reply = direction === "REPLY";
  const originalPort =
    !withPorts || direction === null ? null : reply ? packet.sourcePort : packet.destinationPort;
  return {
    ...packet,
    in: packet.chain === "OUTPUT" ? null : pick(random, rigPorts),
    out: packet.chain === "INPUT" ? null : portTo(remote, destination.value),
    source,
    destination,
    flags,
    state,
    direction,
    originalPort,
    // The kernel lowers the hop limit before the FORWARD hook, and nothing leaves with 0.
    hopLimit: Math.min(254, Math.max(1, packet.hopLimit ?? 64)),
  };
}

/**
 * The same for both directions of a connection, so that no two packets of a run share one. Null: both ends are the
 * same, so that the two directions cannot be told apart.
 */
export function connectionKey(packet: Packet, id: number): string | null {
  const end = (address: Packet["source"], port: Packet["sourcePort"]) =>
    `${address?.value}:${port?.first ?? 0}`;
  const ends = [
    end(packet.source, packet.sourcePort),
    end(packet.destination, packet.destinationPort),
  ].sort();
  if (ends[0] === ends[1]) return null;
  return `${packet.protocol} ${ends.join(" ")} ${packet.icmp === null ? 0 : id}`;
}

function reversed(packet: Packet): Packet {
  const chain = packet.chain === "INPUT" ? "OUTPUT" : packet.chain === "OUTPUT" ? "INPUT" : "FORWARD";
  return {
    ...packet,
    chain,
    source: packet.destination,
    destination: packet.source,
    sourcePort: packet.destinationPort,
    destinationPort: packet.sourcePort,
  };
}

function sent(packet: Packet, id: number): SentPacket {
  const hopLimit = (packet.hopLimit ?? 64) + (packet.chain === "FORWARD" ? 1 : 0);
  return {
    way: packet.chain === "OUTPUT" ? "out" : "in",
    port: packet.in ?? rigPorts[0],
    destination: addressText(packet.destination),
    user: packet.user?.kind === "uid" ? packet.user.uid : 0,
    data: packetHex(packet, hopLimit, id),
  };
}

/** The packets that bring a connection to the state in which the packet is seen as the one that it says. */
function history(packet: Packet): readonly Packet[] {
  if (packet.state !== "ESTABLISHED") return [];
  const first = packet.direction === "REPLY" ? reversed(packet) : packet;
  const answer = reversed(first);
  if (packet.protocol === 17) return packet.direction === "REPLY" ? [first] : [first, answer];
  const opening: readonly (readonly [Packet, readonly PacketFlag[]])[] = [
    [first, ["SYN"]],
    [answer, ["SYN", "ACK"]],
    [first, ["ACK"]],
  ];
  return opening.map(([base, flags]) => ({ ...base, flags, hopLimit: 64 }));
}

/** What the rig is told to send for a packet. */
export function rigPacket(packet: Packet, id: number): RigPacket {
  return { ...sent(packet, id), before: history(packet).map((one) => sent(one, id)) };
}
