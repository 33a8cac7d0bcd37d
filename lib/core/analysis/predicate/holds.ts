import { hookOfPacket, type Packet } from "@/lib/core/packet/packet";
import { typeHolds } from "./address-type";
import { flagBits } from "./fields";
import { numberOf } from "./number-of";
import type { NumberRange, Predicate } from "./predicate";
import { flip, type Holds } from "./three-valued";

/** How the packet's numbers lie to the asked ones: all inside, all outside, or some of each (not known). */
function inRanges(value: NumberRange | null, ranges: readonly NumberRange[]): Holds {
  if (value === null) return ranges.length === 0 ? false : "unknown";
  let next = value.first;
  let hit = false;
  const sorted = ranges.length > 1 ? ranges.toSorted((a, b) => (a.first < b.first ? -1 : 1)) : ranges;
  for (const { first, last } of sorted) {
    if (first > value.last || last < value.first) continue;
    hit = true;
    if (first > next) return "unknown";
    if (last >= next) next = last + 1n;
  }
  if (!hit) return false;
  return next > value.last ? true : "unknown";
}

function bitsHold(value: NumberRange | null, mask: bigint, bits: bigint): Holds {
  if (value === null || value.first !== value.last) return "unknown";
  return (value.first & mask) === bits;
}

/**
 * Whether the packet's interface is the named one. At a hook without that interface the kernel compares with the
 * empty name, which only a lone `+` begins.
 */
function onInterface(packet: Packet, side: "in" | "out", name: string): Holds {
  if (name === "+") return true;
  const hook = hookOfPacket(packet);
  const absent = side === "in" ? packet.chain === "OUTPUT" : hook === "INPUT" || hook === "PREROUTING";
  const actual = absent ? "" : packet[side];
  if (actual === null) return "unknown";
  return name.endsWith("+") ? actual.startsWith(name.slice(0, -1)) : actual === name;
}

function flagsHold({ flags }: Packet, mask: number, set: number): Holds {
  return flags === null ? "unknown" : (flagBits(flags) & mask) === set;
}

/** One that fails settles it, whatever is open. */
function everyHolds(of: readonly Predicate[], packet: Packet): Holds {
  let result: Holds = true;
  for (const one of of) {
    const answer = holds(one, packet);
    if (answer === false) return false;
    if (answer === "unknown") result = "unknown";
  }
  return result;
}

function someHolds(of: readonly Predicate[], packet: Packet): Holds {
  let result: Holds = false;
  for (const one of of) {
    const answer = holds(one, packet);
    if (answer === true) return true;
    if (answer === "unknown") result = "unknown";
  }
  return result;
}

/** Whether a predicate holds for one packet. */
export function holds(predicate: Predicate, packet: Packet): Holds {
  switch (predicate.kind) {
    case "constant":
      return predicate.holds;
    case "number":
      return inRanges(numberOf(predicate.field, packet), predicate.ranges);
    case "bits":
      return bitsHold(numberOf(predicate.field, packet), predicate.mask, predicate.value);
    case "flags":
      return flagsHold(packet, predicate.mask, predicate.set);
    case "interface":
      return onInterface(packet, predicate.side, predicate.name);
    case "address-type":
      return typeHolds(predicate, packet);
    case "open":
      return "unknown";
    case "not":
      return flip(holds(predicate.of, packet), true);
    case "every":
      return everyHolds(predicate.of, packet);
    case "some":
      return someHolds(predicate.of, packet);
  }
}
