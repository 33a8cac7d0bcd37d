import type { Packet } from "@/lib/core/packet/packet";

const errors4 = new Set([0, 3, 4, 5, 11, 12]);
const always6 = new Set([1, 2, 3, 4, 129, 130, 131, 132, 133, 134, 135, 136, 143]);

function isLoopbackAddress({ family, value }: { family: 4 | 6; value: bigint }): boolean {
  return family === 4 ? value >> 24n === 127n : value === 1n;
}

/** Address renewal, which every policy lets pass. */
function isDhcp({ chain, family, protocol, sourcePort, destinationPort }: Packet): boolean {
  if (protocol !== 17) return false;
  const to = destinationPort?.first;
  if (family === 6) return to === (chain === "INPUT" ? 546 : 547);
  const [from, there] = chain === "OUTPUT" ? [68, 67] : [67, 68];
  return sourcePort?.first === from && to === there;
}

/**
 * Whether a packet is what an ordinary connection to or from elsewhere begins with: state NEW, not by the loopback, a TCP
 * packet with SYN alone, no ICMP error or answer, nothing that every policy lets pass (neighbour discovery, DHCP), no
 * port 0. The account's claims are about these; what follows them is told by the comparison of meaning.
 */
export function isFirstPacket(packet: Packet): boolean {
  const { protocol, sourcePort, destinationPort, icmp, flags, source, destination } = packet;
  if (packet.state !== "NEW" || packet.in === "lo" || packet.out === "lo") return false;
  if ([source, destination].some((address) => address !== null && isLoopbackAddress(address))) return false;
  if (sourcePort?.first === 0 || destinationPort?.first === 0) return false;
  if (protocol === 6 && flags !== null && (flags.length !== 1 || flags[0] !== "SYN")) return false;
  if (protocol === 1 && icmp !== null && errors4.has(icmp.type)) return false;
  if (protocol === 58 && icmp !== null && always6.has(icmp.type)) return false;
  return !isDhcp(packet);
}
