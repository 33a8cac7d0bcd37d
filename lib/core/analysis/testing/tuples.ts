import type { Packet } from "@/lib/core/packet/packet";

type Ends = Pick<Packet, "protocol" | "source" | "sourcePort" | "destination" | "destinationPort" | "icmp">;

/** How connection tracking tells one packet's connection from others; null where an end is not one value. */
function tuple(packet: Ends, id: number): string | null {
  const { source, sourcePort, destination, destinationPort } = packet;
  if (source === null || destination === null) return null;
  if (sourcePort?.first !== sourcePort?.last || destinationPort?.first !== destinationPort?.last) return null;
  const ends = `${source.value}:${sourcePort?.first ?? 0} ${destination.value}:${destinationPort?.first ?? 0}`;
  return `${packet.protocol} ${ends} ${packet.icmp === null ? 0 : id}`;
}

function turned(packet: Ends): Ends {
  return {
    ...packet,
    source: packet.destination,
    sourcePort: packet.destinationPort,
    destination: packet.source,
    destinationPort: packet.sourcePort,
  };
}

/**
 * The connections of a run, so that no two packets share one, nor are translated into the same one, where the kernel
 * would have to choose another port.
 */
export class Tuples {
  private readonly used = new Set<string>();

  /** Takes the connection of a packet that begins as `first` and leaves as `last`; false where it is taken, or none. */
  take(first: Ends, last: Ends | null, id: number): boolean {
    const there = tuple(first, id);
    const back = tuple(turned(last ?? first), id);
    if (there === null || there === back) return false;
    // Without ports the kernel cannot make two connections out of one pair of addresses, and drops the second.
    if (back === null && first.sourcePort === null) return false;
    const own = back === null ? [there] : [there, back];
    const all = last === null ? own : [...own, tuple(turned(first), id) ?? there];
    if (all.some((one) => this.used.has(one))) return false;
    for (const one of all) this.used.add(one);
    return true;
  }
}
