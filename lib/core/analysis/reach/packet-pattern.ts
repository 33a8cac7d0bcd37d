import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { PacketChain, PacketFlag, PacketState } from "@/lib/core/packet/packet";
import { flagBits, ORIGINAL, REPLY, stateNumber } from "../predicate/fields";
import { among, every, not, type Predicate, some, within } from "../predicate/predicate";

/** Packets that a question is about; what is left out or null stands for every value. */
export type PacketPattern = {
  readonly hook: PacketChain;
  readonly state: PacketState;
  readonly direction?: "ORIGINAL" | "REPLY";
  readonly in?: string | null;
  readonly out?: string | null;
  /** Packets over the loopback interface are left out. */
  readonly outside?: boolean;
  readonly sources?: readonly AddressRange[] | null;
  readonly destinations?: readonly AddressRange[] | null;
  readonly protocol?: number | null;
  /** Asked of protocols that have ports. */
  readonly sourcePorts?: readonly PortRange[] | null;
  readonly ports?: readonly PortRange[] | null;
  /** Ranges of `type * 256 + code`. */
  readonly icmp?: readonly PortRange[] | null;
  /** Exactly these are set; asked of TCP. */
  readonly flags?: readonly PacketFlag[] | null;
};

const tcp = among("protocol", [6]);
const withPorts = among("protocol", [6, 17, 33, 132, 136]);

/** What is asked of some protocols only, where the pattern is not about one of them alone. */
function ifOf(protocols: Predicate, pattern: PacketPattern, asked: Predicate): Predicate {
  return pattern.protocol == null ? some(not(protocols), asked) : asked;
}

/** The packets of one family that a pattern means; the hook is not among its conditions. */
export function patternPredicate(pattern: PacketPattern, family: Family): Predicate {
  const asked: Predicate[] = [among("state", [stateNumber(pattern.state)])];
  const ofFamily = (ranges: readonly AddressRange[]) => ranges.filter((range) => range.family === family);
  if (pattern.direction) asked.push(among("direction", [pattern.direction === "REPLY" ? REPLY : ORIGINAL]));
  if (pattern.in) asked.push({ kind: "interface", side: "in", name: pattern.in });
  if (pattern.out) asked.push({ kind: "interface", side: "out", name: pattern.out });
  if (pattern.outside) {
    const side = pattern.hook === "OUTPUT" ? "out" : "in";
    asked.push(not({ kind: "interface", side, name: "lo" }));
  }
  if (pattern.sources) asked.push(within("source", ofFamily(pattern.sources)));
  if (pattern.destinations) asked.push(within("destination", ofFamily(pattern.destinations)));
  if (pattern.protocol != null) asked.push(among("protocol", [pattern.protocol]));
  if (pattern.sourcePorts) {
    asked.push(ifOf(withPorts, pattern, within("source-port", pattern.sourcePorts)));
  }
  if (pattern.ports) asked.push(within("destination-port", pattern.ports));
  if (pattern.icmp) asked.push(within("icmp", pattern.icmp));
  if (pattern.flags) {
    asked.push(ifOf(tcp, pattern, { kind: "flags", mask: 63, set: flagBits(pattern.flags) }));
  }
  return every(...asked);
}
