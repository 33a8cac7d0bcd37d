import { countAddresses, type IntervalSet, mergeRanges, subtractRanges } from "@/lib/core/net/interval-set";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { NetworkObject } from "@/lib/core/policy/schema";
import { bySize, strangerAround } from "./kept-networks";

/** Network objects that hold all that came, with all that they hold. */
export type NamedNetworks = { readonly names: readonly string[]; readonly ranges: IntervalSet };

/**
 * The names in which all of these networks lie, each in the smallest entry that holds it, where a rule that lets in these
 * names lets in less than its sources and nothing else; null: there are none. An entry that is larger than what a stranger
 * is told by is none: it would let in more than came.
 */
export function namedNetworks(
  came: readonly AddressRange[],
  sources: IntervalSet,
  networks: readonly NetworkObject[],
): NamedNetworks | null {
  const objects = networks.map(({ name, entries }) => ({
    name,
    ranges: entries.map(parseNetworkEntry).flatMap((entry) => ("fault" in entry ? [] : [entry.range])),
  }));
  const entries = objects
    .flatMap(({ name, ranges }) =>
      ranges.filter((range) => strangerAround(range) !== null).map((range) => ({ name, range })),
    )
    .toSorted((one, other) => bySize(one.range, other.range));
  const names = new Set<string>();
  for (const { family, first, last } of came) {
    const held = entries.find(
      ({ range }) => range.family === family && range.first <= first && last <= range.last,
    );
    if (held === undefined) return null;
    names.add(held.name);
  }
  const chosen = objects.filter(({ name }) => names.has(name));
  const ranges = mergeRanges(chosen.flatMap((object) => object.ranges));
  const narrower =
    subtractRanges(ranges, sources).length === 0 && countAddresses(ranges) < countAddresses(sources);
  return narrower ? { names: [...names].sort(), ranges } : null;
}
