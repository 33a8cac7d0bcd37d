import type { Packet } from "@/lib/core/packet/packet";
import type { Node } from "../bdd/bdd";
import { flagBits } from "../predicate/fields";
import { numberOf } from "../predicate/number-of";
import type { NumberField } from "../predicate/predicate";
import { interfaceClass } from "./interface-classes";
import type { Field } from "./layout";
import { codeBits, type PacketSpace } from "./packet-space";

/** The code of a packet in a field; null where the packet does not say one. */
function codeOf(space: PacketSpace, field: Field, packet: Packet): number | null {
  switch (field.name) {
    case "to-host":
      return packet.chain === "OUTPUT" ? null : packet.chain === "INPUT" ? 1 : 0;
    case "flags":
      return packet.flags === null ? null : flagBits(packet.flags);
    case "in":
    case "out": {
      const name = packet[field.name];
      return name === null || field.interfaces === null ? null : interfaceClass(field.interfaces, name);
    }
    default: {
      const value = numberOf(field.name as NumberField, packet);
      if (value === null) return null;
      const code = space.classOf(field, value.first);
      return code === space.classOf(field, value.last) ? code : null;
    }
  }
}

/** What a packet fixes of the variables, by level; what it does not say stays free. */
export function packetCell(space: PacketSpace, packet: Packet): ReadonlyMap<number, Node> {
  const cell = new Map<number, Node>();
  for (const field of space.order) {
    const code = codeOf(space, field, packet);
    if (code === null) continue;
    for (const [level, value] of codeBits(field, code)) cell.set(level, value);
  }
  return cell;
}
