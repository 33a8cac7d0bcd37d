import { onePort, type Packet, type PacketFlag, type PacketState } from "@/lib/core/packet/packet";
import { pick, type Random } from "@/lib/core/packet/random-packet";
import { addressKind } from "../path/route-table";
import { addressPlan, placedIn, rigHost, rigPorts, rigSender } from "./address-plan";
import { addressText, type PacketTag, packetBytes } from "./ip-bytes";

/** What the rig sends: bytes, and from where. */
export type SentPacket = {
  readonly way: "in" | "out";
  readonly port: string;
  readonly destination: string;
  readonly user: number;
  readonly mark: number;
  readonly data: string;
};

/** A packet of the test with the packets that make its connection. */
export type RigPacket = SentPacket & { readonly before: readonly SentPacket[] };

/** A packet as the kernel will see it, and the first packet of the connection that it belongs to, where there is one. */
export type RigQuestion = { readonly packet: Packet; readonly first: Packet | null };

/** The bits of a mark by which the rig's own packets are told from what the kernel sends by itself. */
export const ownMark = { value: 77, mask: 0xff } as const;

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

/** Errors that name the packet that they are about. */
function isError({ family, icmp }: Packet): boolean {
  return icmp !== null && (family === 4 ? [3, 11] : [1, 2]).includes(icmp.type);
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

/** A packet over the address plan: from outside to the host or through it, or from the host to others or itself. */
function placed(packet: Packet, random: Random): Packet {
  const { local, remote } = addressPlan[packet.family];
  const place = (address: Packet["source"], own: boolean) => ({
    family: packet.family,
    value: placedIn(own ? local : remote, address?.value ?? 0n),
  });
  const out = packet.chain === "OUTPUT";
  const aimed = place(packet.destination, packet.chain === "INPUT" || (out && random() < 0.2));
  // What is sent to a whole network goes two ways at once.
  const whole = out && addressKind(rigHost[packet.family], aimed) === "BROADCAST";
  const destination = whole ? { ...aimed, value: aimed.value - 1n } : aimed;
  return {
    ...packet,
    in: out ? null : pick(random, rigPorts),
    out: null,
    source: place(packet.source, out),
    destination,
    // The kernel lowers the hop limit before the FORWARD hook, and nothing leaves with 0.
    hopLimit: Math.min(254, Math.max(1, packet.hopLimit ?? 64)),
    mark: out ? ownMark.value | pick(random, [0, 0x100, 0x300]) : 0,
    ...(out ? {} : { sender: rigSender }),
  };
}

/** Whether the packet never leaves the host. */
function staysHere({ chain, family, destination }: Packet): boolean {
  return (
    chain === "OUTPUT" && destination !== null && addressKind(rigHost[family], destination) !== "UNICAST"
  );
}

const untouched = { connectionMark: 0, translated: "none" } as const;

/** Moves a random packet into the rig's address plan and gives it the state that the kernel will see. */
export function fitted(random: Random, made: Packet): RigQuestion {
  const packet = placed(made, random);
  const withPorts = packet.protocol === 6 || packet.protocol === 17;
  const toSelf = staysHere(packet);
  if (isError(packet) && !toSelf && random() < 0.7) {
    const ports = { sourcePort: onePort(pick(random, [1024, 40000])), destinationPort: onePort(53) };
    const first = { ...reversed(packet), ...ports, protocol: 17, icmp: null, hopLimit: 64 };
    const related = { state: "RELATED", direction: "REPLY", originalPort: ports.destinationPort } as const;
    return { packet: { ...packet, ...related, ...untouched }, first };
  }
  if (withPorts && packet.state === "ESTABLISHED" && !toSelf) {
    const flags: readonly PacketFlag[] | null =
      packet.protocol === 6 ? pick(random, [["ACK"], ["PSH", "ACK"]] as const) : null;
    const direction = packet.direction ?? "ORIGINAL";
    const first = direction === "REPLY" ? reversed(packet) : packet;
    const established = { ...packet, flags, direction, originalPort: first.destinationPort, ...untouched };
    return { packet: established, first };
  }
  const state = freshState(packet);
  const fresh = state === "NEW";
  const direction = fresh ? "ORIGINAL" : null;
  const originalPort = fresh && withPorts ? packet.destinationPort : null;
  return { packet: { ...packet, state, direction, originalPort }, first: null };
}

function sent(packet: Packet, tag: PacketTag): SentPacket {
  const hopLimit = (packet.hopLimit ?? 64) + (packet.chain === "FORWARD" ? 1 : 0);
  return {
    way: packet.chain === "OUTPUT" ? "out" : "in",
    port: packet.in ?? rigPorts[0],
    destination: addressText(packet.destination),
    user: packet.user?.kind === "uid" ? packet.user.uid : 0,
    mark: packet.chain === "OUTPUT" ? (packet.mark ?? ownMark.value) : 0,
    data: Buffer.from(packetBytes(packet, hopLimit, tag)).toString("hex"),
  };
}

/** The packets that bring a connection to the state in which the packet is seen as the one that it says. */
function history({ packet, first }: RigQuestion): readonly Packet[] {
  if (first === null) return [];
  const opening = { ...first, in: first.in ?? rigPorts[0], mark: ownMark.value, hopLimit: 64 };
  if (packet.state === "RELATED") return [opening];
  const answer = { ...reversed(opening), in: rigPorts[0] };
  if (packet.protocol === 17) return packet.direction === "REPLY" ? [opening] : [opening, answer];
  const handshake: readonly (readonly [Packet, readonly PacketFlag[]])[] = [
    [opening, ["SYN"]],
    [answer, ["SYN", "ACK"]],
    [opening, ["ACK"]],
  ];
  return handshake.map(([base, flags]) => ({ ...base, flags }));
}

/** What the rig is told to send for a packet; `serial` is not 0, which is that of the packets before. */
export function rigPacket(question: RigQuestion, id: number, serial: number): RigPacket {
  const { packet, first } = question;
  const about =
    packet.state === "RELATED" && first !== null ? packetBytes(first, 64, { id, serial: 0 }) : undefined;
  const tag = about === undefined ? { id, serial } : { id, serial, about };
  const before = history(question).map((one) => sent(one, { id, serial: 0 }));
  return { ...sent(packet, tag), before };
}
