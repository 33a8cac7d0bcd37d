import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import type { CtState, Match } from "@/lib/core/ruleset/match";

/** IP protocol numbers that the compiler writes. */
export const tcp = 6;
export const udp = 17;

/** The family's own ICMP. */
export function icmpProtocol(family: Family): number {
  return family === 4 ? 1 : 58;
}

export function protocol(number: number): Match {
  return { kind: "protocol", protocol: number };
}

/** Connection-tracking states, in the order in which the kernel prints them. */
export function ctState(...states: readonly CtState[]): Match {
  return { kind: "ct-state", module: "conntrack", states };
}

/** Answers within a connection that the other side of this chain began. */
export const reply: Match = { kind: "ct-direction", direction: "REPLY" };

/** An ICMP type of the family, any code. */
export function icmpType(family: Family, type: number): readonly Match[] {
  return [protocol(icmpProtocol(family)), { kind: "icmp-type", type, code: null }];
}

/** Ports that one multiport match holds: 15 slots, of which a range takes two. */
const multiportSlots = 15;

/** Conditions on one side's ports: one range by the protocol's own module, several by multiport, in as many as needed. */
export function portMatches(
  module: "tcp" | "udp",
  side: "source" | "destination",
  ranges: readonly PortRange[],
): readonly Match[] {
  if (ranges.length === 1) return [{ kind: "ports", module, side, ranges }];
  const chunks: PortRange[][] = [];
  let free = 0;
  for (const range of ranges) {
    const slots = range.first === range.last ? 1 : 2;
    if (slots > free) {
      chunks.push([]);
      free = multiportSlots;
    }
    chunks.at(-1)?.push(range);
    free -= slots;
  }
  return chunks.map((chunk) => ({ kind: "ports", module: "multiport", side, ranges: chunk }));
}

/**
 * Holds until that moment (UTC, ISO text) and never after: the kernel stops accepting at that second, established
 * connections too, though no panel is there. `-m time` goes by the host's clock (iptables-extensions(8)).
 */
export function endsAt(moment: string): Match {
  return {
    kind: "time",
    dayStart: 0,
    dayStop: 86_399,
    dateStart: 0,
    dateStop: Date.parse(moment) / 1000,
    monthDays: null,
    weekDays: null,
    kernelZone: false,
    contiguous: false,
  };
}
