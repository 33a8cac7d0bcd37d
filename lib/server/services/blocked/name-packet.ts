import type { BlockedEntry } from "@/lib/core/blocked/blocked-entry";
import { parsePortRange } from "@/lib/core/net/port-range";
import { packetFlags } from "@/lib/core/packet/packet";
import type { ServiceObject } from "@/lib/core/policy/schema";
import type { Question } from "../explain/explain-view";

/** How many ports of the protocol a service has, where this one is among them; null: it is not. */
function width({ parts }: ServiceObject, protocol: string, port: number): number | null {
  const ranges = parts.flatMap((part) => {
    if (part.protocol === "ping" || part.protocol !== protocol) return [];
    return part.ports.flatMap((text) => {
      const range = parsePortRange(text);
      return "fault" in range ? [] : [range];
    });
  });
  if (!ranges.some(({ first, last }) => first <= port && port <= last)) return null;
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}

/** The name of the service object that a packet belongs to: of several the one with the fewest ports. */
export function serviceOf(
  { protocol, destinationPort, icmp, family }: BlockedEntry,
  services: readonly ServiceObject[],
): string | null {
  if (icmp !== null && icmp.type === (family === 4 ? 8 : 128)) {
    return services.find(({ parts }) => parts.every((part) => part.protocol === "ping"))?.name ?? null;
  }
  if (destinationPort === null) return null;
  const fitting = services.flatMap((service) => {
    const wide = width(service, protocol, destinationPort);
    return wide === null ? [] : [{ name: service.name, wide }];
  });
  return fitting.sort((one, other) => one.wide - other.wide)[0]?.name ?? null;
}

/** The packet as a question about the rules that refused it: those that were confirmed, in the host's tables. */
export function questionOf(entry: BlockedEntry): Partial<Question> {
  const { way, source, destination, protocol, sourcePort, destinationPort, icmp, flags, uid } = entry;
  return {
    rules: "confirmed",
    way,
    from: source,
    to: destination,
    proto: protocol,
    port: destinationPort === null ? "" : String(destinationPort),
    sport: sourcePort === null ? "" : String(sourcePort),
    icmp: icmp === null ? "" : `${icmp.type}/${icmp.code}`,
    in: entry.inInterface ?? "",
    out: entry.outInterface ?? "",
    flags: packetFlags.filter((flag) => flags.includes(flag)).join(","),
    user: uid === null ? "" : String(uid),
  };
}
