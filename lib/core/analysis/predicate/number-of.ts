import type { PortRange } from "@/lib/core/net/port-range";
import type { Packet } from "@/lib/core/packet/packet";
import { icmpNumber, noUser, ORIGINAL, REPLY, stateNumber } from "./fields";
import type { NumberField, NumberRange } from "./predicate";

/** What a packet has in a field: one number, a range of which any may be meant, or null where it does not say. */
export function numberOf(field: NumberField, packet: Packet): NumberRange | null {
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
