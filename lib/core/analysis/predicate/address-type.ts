import { type Address, parseAddress } from "@/lib/core/net/address";
import { type Prefix, prefixHolds, prefixOf } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";
import type { Predicate } from "./predicate";
import type { Holds } from "./three-valued";

type TypeQuestion = Extract<Predicate, { kind: "address-type" }>;

function prefix(text: string, length: number): Prefix {
  const address = parseAddress(text);
  if (address === null) throw new RangeError(text);
  return prefixOf(address, length);
}

/** Addresses whose type is the same on every host. */
export const multicastPrefixes = [prefix("224.0.0.0", 4), prefix("ff00::", 8)];
export const loopbackPrefixes = [prefix("127.0.0.0", 8), prefix("::1", 128)];
/** Never an address of one host (inet_dev_addr_type, fib_frontend.c). */
export const broadcastPrefixes = [prefix("0.0.0.0", 8), prefix("255.255.255.255", 32)];

const within = (address: Address, list: readonly Prefix[]) => list.some((one) => prefixHolds(one, address));

/**
 * What the routing table says of an address, as far as the address and the hook alone tell: a packet in INPUT is for
 * this host, so its destination is LOCAL unless it could be the broadcast address of a network (which ends in ones);
 * one in FORWARD is not.
 */
function typeOf(address: Address, side: TypeQuestion["side"], packet: Packet): string | null {
  if (within(address, multicastPrefixes)) return "MULTICAST";
  if (within(address, broadcastPrefixes)) return "BROADCAST";
  if (within(address, loopbackPrefixes)) return (address.value & 0xffffffn) === 0xffffffn ? null : "LOCAL";
  const mayBeBroadcast = address.family === 4 && (address.value & 3n) === 3n;
  if (side === "destination" && packet.chain === "INPUT" && address.family === 4) {
    return mayBeBroadcast ? null : "LOCAL";
  }
  return null;
}

/** Whether an address is of the type. Where the address alone would show the type and does not, it is not of it. */
export function typeHolds({ side, type }: TypeQuestion, packet: Packet): Holds {
  const address = packet[side];
  if (address === null) return "unknown";
  const actual = typeOf(address, side, packet);
  if (actual !== null) return actual === type;
  if (type === "MULTICAST") return false;
  if (type === "LOCAL" && side === "destination" && packet.chain === "FORWARD") return false;
  return "unknown";
}
