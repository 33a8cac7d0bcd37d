import type { Address } from "@/lib/core/net/address";
import { type AddressRange, type Prefix, prefixHolds } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";
import type { Holds } from "./three-valued";

export function inPrefix(address: Address | null, prefix: Prefix): Holds {
  return address === null ? "unknown" : prefixHolds(prefix, address);
}

export function inRange(address: Address | null, range: AddressRange): Holds {
  if (address === null) return "unknown";
  return address.family === range.family && address.value >= range.first && address.value <= range.last;
}

/**
 * Whether the packet's interface is the named one. At a hook without that interface the kernel compares with the
 * empty name, which only a lone `+` begins.
 */
export function onInterface(packet: Packet, side: "in" | "out", name: string): Holds {
  const absent = packet.chain === (side === "in" ? "OUTPUT" : "INPUT");
  const actual = absent ? "" : packet[side];
  if (name === "+") return true;
  if (actual === null) return "unknown";
  return name.endsWith("+") ? actual.startsWith(name.slice(0, -1)) : actual === name;
}
