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

function portOf(packet: Ends, side: "source" | "destination"): number | undefined {
  return (side === "source" ? packet.sourcePort : packet.destinationPort)?.first;
}

/** Whether a rule has chosen the port: there are few of them, and the kernel drops what finds none that is free. */
function portChosen(first: Ends, last: Ends): boolean {
  return (
    portOf(first, "source") !== portOf(last, "source") ||
    last.sourcePort?.first !== last.sourcePort?.last ||
    last.destinationPort?.first !== last.destinationPort?.last
  );
}

/** A connection whatever its source port. */
function anyPort({ protocol, source, destination, destinationPort }: Ends): string {
  return `${protocol} ${source?.value} ${destination?.value}:${destinationPort?.first ?? 0}`;
}

/**
 * The connections of a run, so that no two packets share one, nor are translated into the same one, where the kernel
 * would have to choose another port.
 */
export class Tuples {
  private readonly used = new Set<string>();
  private readonly ends = new Set<string>();
  private readonly chosen = new Set<string>();

  /** Takes the connection of a packet that begins as `first` and leaves as `last`; false where it is taken, or none. */
  take(first: Ends, last: Ends | null, id: number): boolean {
    const end = last ?? first;
    const there = tuple(first, id);
    const back = tuple(turned(end), id);
    if (there === null || there === back) return false;
    // Without ports the kernel cannot make two connections out of one pair of addresses, and drops the second.
    if (back === null && first.sourcePort === null) return false;
    const chosen = portChosen(first, end);
    if (chosen && (end.source === null || end.destination === null)) return false;
    const key = anyPort(end);
    if (chosen ? this.ends.has(key) : this.chosen.has(key)) return false;
    const own = [
      there,
      ...(back === null ? [] : [back]),
      ...(last === null ? [tuple(turned(first), id)] : []),
    ];
    if (own.some((one) => one !== null && this.used.has(one))) return false;
    for (const one of own) if (one !== null) this.used.add(one);
    this.ends.add(key);
    if (chosen) this.chosen.add(key);
    return true;
  }
}
