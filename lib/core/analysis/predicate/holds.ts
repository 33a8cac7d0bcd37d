import type { PortRange } from "@/lib/core/net/port-range";
import { hookOfPacket, type Packet } from "@/lib/core/packet/packet";
import { typeHolds } from "./address-type";
import { flagBits, icmpNumber, noUser, ORIGINAL, REPLY, stateNumber } from "./fields";
import type { NumberField, NumberRange, Predicate } from "./predicate";
import { flip, type Holds } from "./three-valued";

/** What a packet has in a field: one number, a range of which any may be meant, or null where it does not say. */
function numberOf(field: NumberField, packet: Packet): NumberRange | null {
  const one = (value: bigint | number): NumberRange => ({ first: BigInt(value), last: BigInt(value) });
  const maybe = (value: number | null | undefined) => (typeof value === "number" ? one(value) : null);
  const ports = (range: PortRange | null | undefined) =>
    range ? { first: BigInt(range.first), last: BigInt(range.last) } : null;
  switch (field) {
    case "source":
    case "destination": {
      const address = packet[field];
      return address === null ? null : one(address.value);
    }
    case "source-port":
      return ports(packet.sourcePort);
    case "destination-port":
      return ports(packet.destinationPort);
    case "original-port":
      return ports(packet.originalPort);
    case "protocol":
      return packet.protocol === null ? null : one(packet.protocol);
    case "icmp":
      return packet.icmp === null ? null : one(icmpNumber(packet.icmp.type, packet.icmp.code));
    case "state":
      return one(stateNumber(packet.state));
    case "direction":
      return packet.direction === null ? null : one(packet.direction === "ORIGINAL" ? ORIGINAL : REPLY);
    case "hop-limit":
      return packet.hopLimit === null ? null : one(packet.hopLimit);
    case "user":
      if (packet.user === null || packet.user.kind === "name") return null;
      return one(packet.user.kind === "none" ? noUser : packet.user.uid);
    case "mark":
      return maybe(packet.mark);
    case "connection-mark":
      return maybe(packet.connectionMark);
    case "group":
      return null;
  }
}

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
