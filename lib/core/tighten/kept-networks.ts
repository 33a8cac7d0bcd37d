import { type Address, parseAddress } from "@/lib/core/net/address";
import { type NetworkEntry, parseNetworkEntry } from "@/lib/core/net/network-entry";
import { type AddressRange, prefixOf, shortPrefix } from "@/lib/core/net/prefix";
import type { NetworkObject } from "@/lib/core/policy/schema";

/** A range that is cut into more prefixes than these is told by its /24 or /48. */
const mostPieces = 4;

/** The network by which a stranger is told: /24, or /48 of IPv6. */
const strangerNetwork = (address: Address) => shortPrefix(prefixOf(address, address.family === 4 ? 24 : 48));

/** The network by which a stranger is told, where all of a range lies in one; null: it is larger. */
export function strangerAround({ family, first, last }: AddressRange): string | null {
  const network = strangerNetwork({ family, value: first });
  return network === strangerNetwork({ family, value: last }) ? network : null;
}

/** Orders the smallest range first. */
export function bySize(one: AddressRange, other: AddressRange): number {
  const difference = one.last - one.first - (other.last - other.first);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** Entries of named networks that are no larger than what a stranger is told by, by that; the smallest first. */
export type SmallerEntries = ReadonlyMap<string, readonly NetworkEntry[]>;

/** Sorts the entries once for a look. */
export function smallerEntries(networks: readonly NetworkObject[]): SmallerEntries {
  const found = new Map<string, NetworkEntry[]>();
  for (const entry of networks.flatMap(({ entries }) => entries).map(parseNetworkEntry)) {
    if ("fault" in entry || entry.prefixes.length > mostPieces) continue;
    const network = strangerAround(entry.range);
    if (network !== null) found.set(network, [...(found.get(network) ?? []), entry]);
  }
  for (const entries of found.values()) entries.sort((one, other) => bySize(one.range, other.range));
  return found;
}

/** What is kept of an address, as prefixes: the smallest named entry that holds it, or what a stranger is told by. */
export function networksOf(text: string, smaller: SmallerEntries): readonly string[] {
  const address = parseAddress(text);
  if (address === null) return [];
  const network = strangerNetwork(address);
  const named = smaller
    .get(network)
    ?.find(({ range }) => range.first <= address.value && address.value <= range.last);
  return named === undefined ? [network] : named.prefixes.map(shortPrefix);
}
