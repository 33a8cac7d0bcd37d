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

/** A connection whatever its source port, or whatever its source address. */
function partOf(packet: Ends, left: "port" | "address"): string {
  const { protocol, source, sourcePort, destination, destinationPort } = packet;
  const from = left === "port" ? source?.value : `port ${sourcePort?.first}`;
  return `${protocol} ${from} ${destination?.value}:${destinationPort?.first ?? 0}`;
}

/** Parts of connections: what is not sure to be alone with its part is not taken. */
class Parts {
  private readonly all = new Set<string>();
  private readonly unsure = new Set<string>();

  isFree(part: string, unsure: boolean): boolean {
    return !(unsure ? this.all : this.unsure).has(part);
  }

  add(part: string, unsure: boolean): void {
    this.all.add(part);
    if (unsure) this.unsure.add(part);
  }
}

/**
 * The connections of a run, so that no two packets share one, nor are translated into the same one, where the kernel
 * would choose another port.
 */
export class Tuples {
  private readonly used = new Set<string>();
  private readonly withoutPort = new Parts();
  private readonly withoutAddress = new Parts();

  /** Takes the connection of a packet that begins as `first` and leaves as `last`; false where it is taken, or none. */
  take(first: Ends, last: Ends | null, id: number): boolean {
    const end = last ?? first;
    const there = tuple(first, id);
    const back = tuple(turned(end), id);
    if (there === null || there === back) return false;
    const somewhere = end.source === null || end.destination === null;
    const chosen = portChosen(first, end);
    // Without ports the kernel cannot make two connections out of one pair of addresses, and drops the second.
    if (somewhere && (chosen || first.sourcePort === null || end.destination === null)) return false;
    const parts = [partOf(end, "port"), partOf(end, "address")] as const;
    if (!this.withoutPort.isFree(parts[0], chosen) || !this.withoutAddress.isFree(parts[1], somewhere))
      return false;
    const own = [there, back, last === null ? tuple(turned(first), id) : null].filter((one) => one !== null);
    if (own.some((one) => this.used.has(one))) return false;
    for (const one of own) this.used.add(one);
    this.withoutPort.add(parts[0], chosen);
    this.withoutAddress.add(parts[1], somewhere);
    return true;
  }
}
