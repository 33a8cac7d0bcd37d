import { clientPort } from "@/lib/core/analysis/diff/ordinary";
import { carriesPorts, onePort, type Packet } from "@/lib/core/packet/packet";
import type { Share } from "./join-families";
import { spanAt } from "./line-set";
import type { Piece } from "./piece";
import { icmpProtocol, ping, protocolSpan, serviceParts } from "./service-line";

/** Where a packet's service stands on the line. */
function pointOf({ protocol, destinationPort, icmp, family }: Packet): bigint {
  if (protocol === icmpProtocol || protocol === 58) {
    const place = icmp === null ? 0 : (family === 6 && icmp.type === 128 ? 8 : icmp.type) * 256 + icmp.code;
    return protocolSpan(icmpProtocol, place).first;
  }
  return protocolSpan(protocol ?? 0, destinationPort?.first ?? 0).first;
}

/** Services that people know, the likeliest first. */
const wished = [
  ...[22, 443, 80, 53].map((port) => protocolSpan(6, port).first),
  protocolSpan(17, 53).first,
  ping.first,
];

/** The same packet for another service: the first one of a connection, as programs send it. */
function forService(packet: Packet, point: bigint): Packet {
  const [part] = serviceParts({ first: point, last: point }, packet.family);
  if (part === undefined) return packet;
  const { protocol, points } = part;
  const ports = carriesPorts(protocol);
  const number = points?.first ?? 0;
  return {
    ...packet,
    protocol,
    sourcePort: ports ? onePort(clientPort) : null,
    destinationPort: ports ? onePort(number) : null,
    originalPort: ports ? onePort(number) : null,
    flags: protocol === 6 ? ["SYN"] : null,
    icmp: protocol === icmpProtocol || protocol === 58 ? { type: number >> 8, code: number & 255 } : null,
  };
}

/**
 * A packet of the share: the sample of one of its pieces, or such a packet for one of the share's services. A row is
 * any of its services with any of its addresses, so that it stays inside.
 */
export function shareSample({ pieces, services }: Share): { readonly piece: Piece; readonly packet: Packet } {
  const inside = pieces.find(({ row }) => spanAt(services, pointOf(row.sample)) !== null);
  if (inside !== undefined) return { piece: inside, packet: inside.row.sample };
  const piece = pieces[0] as Piece;
  const point = wished.find((one) => spanAt(services, one) !== null) ?? services[0]?.first ?? 0n;
  return { piece, packet: forService(piece.row.sample, point) };
}
