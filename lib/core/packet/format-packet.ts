import { formatAddress } from "@/lib/core/net/address";
import type { PortRange } from "@/lib/core/net/port-range";
import { type Packet, type PacketUser, protocolNumbers } from "./packet";

const protocolNames = new Map(
  Object.entries(protocolNumbers)
    .filter(([name]) => name !== "ipv6-icmp")
    .map(([name, number]) => [number, name]),
);

function formatPorts({ first, last }: PortRange): string {
  return first === last ? String(first) : `${first}-${last}`;
}

/** As iptables prints marks. */
function formatMark(mark: number | null | undefined): string | null {
  return mark === null || mark === undefined ? null : `0x${mark.toString(16)}`;
}

function formatUser(user: PacketUser): string {
  switch (user.kind) {
    case "uid":
      return String(user.uid);
    case "name":
      return user.name;
    case "none":
      return "none";
  }
}

/** The text form of a packet, which `parsePacket` reads back to the same packet. */
export function formatPacket(packet: Packet): string {
  const words = [`chain=${packet.chain}`];
  const say = (key: string, value: string | null) => {
    if (value !== null) words.push(`${key}=${value}`);
  };
  if (packet.source === null && packet.destination === null) say("family", String(packet.family));
  say("in", packet.in);
  say("out", packet.out);
  say("src", packet.source === null ? null : formatAddress(packet.source));
  say("dst", packet.destination === null ? null : formatAddress(packet.destination));
  if (packet.protocol !== null) {
    say("proto", protocolNames.get(packet.protocol) ?? String(packet.protocol));
  }
  say("sport", packet.sourcePort === null ? null : formatPorts(packet.sourcePort));
  say("dport", packet.destinationPort === null ? null : formatPorts(packet.destinationPort));
  say("icmp", packet.icmp === null ? null : `${packet.icmp.type}/${packet.icmp.code}`);
  say("state", packet.state);
  say("flags", packet.flags === null ? null : packet.flags.join(",") || "NONE");
  // NEW is always the original direction, so saying it would add nothing.
  say("ctdir", packet.state === "NEW" ? null : packet.direction);
  say("origdport", packet.originalPort ? formatPorts(packet.originalPort) : null);
  // Only a packet that leaves can have a local user.
  say("user", packet.user === null || packet.chain !== "OUTPUT" ? null : formatUser(packet.user));
  say("hoplimit", packet.hopLimit === null ? null : String(packet.hopLimit));
  say("mac", packet.sender ?? null);
  say("mark", formatMark(packet.mark));
  say("connmark", formatMark(packet.connectionMark));
  say("nat", packet.translated ?? null);
  return words.join(" ");
}
