import { type Address, formatAddress } from "@/lib/core/net/address";
import type { Packet, PacketFlag } from "@/lib/core/packet/packet";

const flagBits: Readonly<Record<PacketFlag, number>> = { FIN: 1, SYN: 2, RST: 4, PSH: 8, ACK: 16, URG: 32 };

function u16(value: number): number[] {
  return [(value >> 8) & 255, value & 255];
}

function u32(value: number): number[] {
  return [...u16(value >>> 16), ...u16(value & 0xffff)];
}

function addressBytes({ family, value }: Address): number[] {
  const count = family === 4 ? 4 : 16;
  return Array.from({ length: count }, (_, at) => Number((value >> BigInt(8 * (count - 1 - at))) & 255n));
}

/** The Internet checksum (RFC 1071) of an even number of bytes. */
function checksum(bytes: readonly number[]): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 2) sum += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >> 16);
  return ~sum & 0xffff;
}

/** What tells a packet from the others: in the ICMP header, and in its last four bytes. */
export type PacketTag = {
  readonly id: number;
  readonly serial: number;
  /** The bytes of the packet that an ICMP error is about. */
  readonly about?: readonly number[];
};

/** Payload of the protocol with its checksum field at zero, and where that field is (-1: none). */
function payload(packet: Packet, { id, serial, about }: PacketTag): { bytes: number[]; at: number } {
  const source = u16(packet.sourcePort?.first ?? 0);
  const destination = u16(packet.destinationPort?.first ?? 0);
  const tail = u32(serial);
  if (packet.protocol === 6) {
    const flags = (packet.flags ?? []).reduce((bits, flag) => bits | flagBits[flag], 0);
    const head = [...source, ...destination, 0, 0, 0, 1, 0, 0, 0, 1, 0x50, flags, 1, 0, 0, 0, 0, 0];
    return { bytes: [...head, ...tail], at: 16 };
  }
  if (packet.protocol === 17) return { bytes: [...source, ...destination, 0, 12, 0, 0, ...tail], at: 6 };
  if (packet.icmp !== null) {
    const { type, code } = packet.icmp;
    if (about !== undefined) return { bytes: [type, code, 0, 0, 0, 0, 0, 0, ...about, ...tail], at: 2 };
    return { bytes: [type, code, 0, 0, ...u16(id), 0, 1, ...Array(20).fill(0), ...tail], at: 2 };
  }
  return { bytes: [...u16(id), ...Array(10).fill(7), ...tail], at: -1 };
}

/**
 * The bytes of a packet; `hopLimit` is that on the wire. Addresses, protocol and whatever its protocol needs must be
 * said.
 */
export function packetBytes(packet: Packet, hopLimit: number, tag: PacketTag): number[] {
  const { source, destination, protocol } = packet;
  if (source === null || destination === null || protocol === null) throw new RangeError("not all is said");
  const { bytes, at } = payload(packet, tag);
  const ends = [...addressBytes(source), ...addressBytes(destination)];
  if (at >= 0) {
    const pseudo = [...ends, ...u16(bytes.length), ...u16(protocol)];
    const sum = checksum(packet.family === 4 && protocol === 1 ? bytes : [...pseudo, ...bytes]);
    bytes.splice(at, 2, ...u16(sum === 0 && protocol === 17 ? 0xffff : sum));
  }
  if (packet.family === 6) {
    return [0x60, 0, 0, 0, ...u16(bytes.length), protocol, hopLimit, ...ends, ...bytes];
  }
  const head = [0x45, 0, ...u16(20 + bytes.length), ...u16(tag.id), 0, 0, hopLimit, protocol, 0, 0, ...ends];
  head.splice(10, 2, ...u16(checksum(head)));
  return [...head, ...bytes];
}

export function addressText(address: Address | null): string {
  return address === null ? "" : formatAddress(address);
}
