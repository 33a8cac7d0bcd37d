import { type Address, parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { type Prefix, prefixHolds } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";
import type { PathHost } from "./path-host";

const loopback = { 4: parseAddress("127.0.0.1"), 6: parseAddress("::1") } as const;

/** Where REDIRECT sends what this host makes itself (nf_nat_redirect.c). */
export function loopbackAddress(family: Family): Address {
  const address = loopback[family];
  if (address === null) throw new RangeError(`IPv${family}`);
  return address;
}

/** fe80::/10: an address that counts on its own link alone. */
const linkLocal: Prefix = { family: 6, value: 0xfe80n << 112n, length: 10 };

/**
 * The address of an interface that REDIRECT (of the one it came in by) and MASQUERADE (of the one it leaves by) take.
 * In IPv4 REDIRECT takes the first in the list; in IPv6 both look for one of the right scope, and MASQUERADE weighs
 * several against each other, so that only a single one is known. REDIRECT drops where there is none; MASQUERADE then
 * looks at other interfaces.
 */
export function interfaceAddress(
  host: PathHost | null,
  name: string | null,
  target: "redirect" | "masquerade",
  { family, destination }: Packet,
): Address | "open" | "none" {
  if (host === null || name === null) return "open";
  const own = host.addresses.filter((each) => each.interface === name).map(({ address }) => address);
  if (target === "redirect" && own.length === 0) return "none";
  if (family === 6 && destination === null) return "open";
  const near = destination !== null && prefixHolds(linkLocal, destination);
  const usable = family === 4 ? own : own.filter((address) => prefixHolds(linkLocal, address) === near);
  const [first] = usable;
  if (first === undefined) return "open";
  return usable.length === 1 || (family === 4 && target === "redirect") ? first : "open";
}
