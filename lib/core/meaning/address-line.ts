import { loopbackPrefixes, multicastPrefixes } from "@/lib/core/analysis/predicate/address-type";
import { lastAddressValue } from "@/lib/core/net/address";
import { families as bothFamilies, type Family } from "@/lib/core/net/family";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { type AddressRange, prefixRange } from "@/lib/core/net/prefix";
import { type LineSet, lineSet, type Span, without } from "./line-set";

/** IPv6 addresses follow those of IPv4, with a gap, so that no span holds both. */
const start: Readonly<Record<Family, bigint>> = { 4: 0n, 6: 1n << 64n };

/** Addresses of both families on one line. */
export function addressLine(ranges: readonly AddressRange[]): LineSet {
  return lineSet(
    ranges.map(({ family, first, last }) => ({ first: start[family] + first, last: start[family] + last })),
  );
}

/** Every address of some families. */
export function everyAddress(families: readonly Family[]): LineSet {
  return addressLine(families.map((family) => ({ family, first: 0n, last: lastAddressValue(family) })));
}

/** The addresses that a span stands for. */
export function addressRange({ first, last }: Span): AddressRange {
  const family = bothFamilies.findLast((one) => start[one] <= first) ?? 4;
  return { family, first: first - start[family], last: last - start[family] };
}

/** What the entries of a network object name; unreadable ones are left out. */
export function entriesLine(entries: readonly string[]): LineSet {
  return addressLine(
    entries.flatMap((text) => {
      const entry = parseNetworkEntry(text);
      return "fault" in entry ? [] : [entry.range];
    }),
  );
}

/** Addresses that no packet has as its source: none, multicast ones, loopback ones as well. */
export type ImpossibleAddresses = "none" | "multicast" | "loopback-too";

const impossible: Readonly<Record<ImpossibleAddresses, LineSet>> = {
  none: [],
  multicast: addressLine(multicastPrefixes.map(prefixRange)),
  "loopback-too": addressLine([...multicastPrefixes, ...loopbackPrefixes].map(prefixRange)),
};

/** The possible ones of some addresses; null stands for every address of the families. */
export function possibleAddresses(
  ranges: readonly AddressRange[] | null,
  families: readonly Family[],
  but: ImpossibleAddresses,
): LineSet {
  return without(ranges === null ? everyAddress(families) : addressLine(ranges), impossible[but]);
}
