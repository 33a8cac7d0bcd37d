import type { PortRange } from "@/lib/core/net/port-range";
import { onePort } from "@/lib/core/packet/packet";
import type { NatChoice } from "@/lib/core/ruleset/target";

/** Ports that a translation may choose from; `base`: the port that the first one stands for (`--to 80-89/8080`). */
export type PortChoice = PortRange & { readonly base?: number | null };

function isOne({ first, last }: PortRange): boolean {
  return first === last;
}

/**
 * The port after a translation into a range. One that lies in the range stays, unless the choice is random; else which
 * one it becomes differs between kernels (nf_nat_core.c, nf_nat_l4proto_unique_tuple: the first, or a random one).
 */
export function portWithin(now: PortRange | null, range: PortChoice, choice: NatChoice): PortRange {
  const { first, last, base = null } = range;
  if (first === last || now === null || !isOne(now)) return { first, last };
  if (base !== null) {
    return now.first < base ? { first, last } : onePort(first + ((now.first - base) % (last - first + 1)));
  }
  const random = choice.random === true || choice.randomFully === true;
  return !random && now.first >= first && now.first <= last ? now : { first, last };
}

/** Source ports that the kernel draws from when a rule names none: those of the same class (nf_nat_core.c). */
export function randomPort(now: PortRange | null): PortRange {
  if (now === null) return { first: 1, last: 65535 };
  if (now.last < 512) return { first: 1, last: 511 };
  if (now.first < 1024) return { first: now.first < 512 ? 1 : 600, last: now.last < 1024 ? 1023 : 65535 };
  return { first: 1024, last: 65535 };
}
