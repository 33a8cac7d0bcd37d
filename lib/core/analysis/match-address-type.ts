import { type Address, parseAddress } from "@/lib/core/net/address";
import { type Prefix, prefixHolds, prefixOf } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import { flip, type Holds } from "./three-valued";

type TypeMatch = Extract<Match, { kind: "address-type" }>;

function prefix(text: string, length: number): Prefix {
  const address = parseAddress(text);
  if (address === null) throw new RangeError(text);
  return prefixOf(address, length);
}

const multicast = [prefix("224.0.0.0", 4), prefix("ff00::", 8)];
const loopback = [prefix("127.0.0.0", 8), prefix("::1", 128)];
/** Never an address of one host (inet_dev_addr_type, fib_frontend.c). */
const broadcast = [prefix("0.0.0.0", 8), prefix("255.255.255.255", 32)];

const within = (address: Address, list: readonly Prefix[]) => list.some((one) => prefixHolds(one, address));

/**
 * What the routing table says of an address, as far as the address and the hook alone tell: a packet in INPUT is for
 * this host, so its destination is LOCAL unless it could be the broadcast address of a network (which ends in ones);
 * one in FORWARD is not.
 */
function typeOf(address: Address, side: TypeMatch["side"], packet: Packet): string | null {
  if (within(address, multicast)) return "MULTICAST";
  if (within(address, broadcast)) return "BROADCAST";
  if (within(address, loopback)) return (address.value & 0xffffffn) === 0xffffffn ? null : "LOCAL";
  const mayBeBroadcast = address.family === 4 && (address.value & 3n) === 3n;
  if (side === "destination" && packet.chain === "INPUT" && address.family === 4) {
    return mayBeBroadcast ? null : "LOCAL";
  }
  return null;
}

/** A list of types holds when one of them does. */
export function matchAddressType({ side, type, negated }: TypeMatch, packet: Packet): Holds {
  const address = packet[side];
  if (address === null) return "unknown";
  const actual = typeOf(address, side, packet);
  const types = type.split(",");
  if (actual !== null) return flip(types.includes(actual), negated);
  // Not one of the types that the address alone would show, so these two are out.
  const open = types.filter(
    (word) => word !== "MULTICAST" && !(word === "LOCAL" && isForwarded(side, packet)),
  );
  return open.length === 0 ? flip(false, negated) : "unknown";
}

function isForwarded(side: TypeMatch["side"], packet: Packet): boolean {
  return side === "destination" && packet.chain === "FORWARD";
}
