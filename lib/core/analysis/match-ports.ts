import type { PortRange } from "@/lib/core/net/port-range";
import { carriesPorts, type Packet } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import { either, flip, type Holds } from "./three-valued";

type PortMatch = Extract<Match, { kind: "ports" }>;
type FlagMatch = Extract<Match, { kind: "tcp-flags" }>;

const protocolOf = { tcp: 6, udp: 17, sctp: 132, dccp: 33 } as const;

/** How the asked ports lie to the rule's: all inside, all outside, or some of each (not known). */
export function portsIn(asked: PortRange | null, ranges: readonly PortRange[]): Holds {
  if (asked === null) return "unknown";
  const hit = ranges.filter(({ first, last }) => first <= asked.last && last >= asked.first);
  if (hit.length === 0) return false;
  let next = asked.first;
  for (const { first, last } of hit.toSorted((a, b) => a.first - b.first)) {
    if (first > next) return "unknown";
    next = Math.max(next, last + 1);
  }
  return next > asked.last ? true : "unknown";
}

/** A packet of another protocol never matches, negated or not. */
export function matchPorts(match: PortMatch, packet: Packet): Holds {
  const { protocol } = packet;
  if (protocol === null) return "unknown";
  const right = match.module === "multiport" ? carriesPorts(protocol) : protocol === protocolOf[match.module];
  if (!right) return false;
  const source = () => portsIn(packet.sourcePort, match.ranges);
  const destination = () => portsIn(packet.destinationPort, match.ranges);
  switch (match.side) {
    case "source":
      return flip(source(), match.negated);
    case "destination":
      return flip(destination(), match.negated);
    case "either":
      return flip(either(source(), destination()), match.negated);
  }
}

/** Of the flags in the mask exactly those of the set are up. */
export function matchFlags({ mask, set, negated }: FlagMatch, { protocol, flags }: Packet): Holds {
  if (protocol === null) return "unknown";
  if (protocol !== 6) return false;
  if (flags === null) return "unknown";
  return flip(
    mask.every((flag) => flags.includes(flag) === set.includes(flag)) &&
      // A set flag outside the mask can never be seen, so the rule never matches (xt_tcpudp.c, FWINVTCP).
      set.every((flag) => mask.includes(flag)),
    negated,
  );
}
