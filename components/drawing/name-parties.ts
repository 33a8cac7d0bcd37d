import type { Family } from "@/lib/core/net/family";
import { prefixRange } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import {
  type AddressSet,
  entriesSet,
  everyAddress,
  formatRange,
  intersect,
  sameSet,
  subtract,
} from "./address-set";
import type { DrawingNames, Party } from "./drawing-types";

/** More addresses than this are told as a number. */
const shownAddresses = 4;

const anyone: Party = { key: "anyone", kind: "anyone", name: null, addresses: [], count: 0 };

function narrow(set: AddressSet, blocks: AddressSet, negated = false): AddressSet {
  return negated ? subtract(set, blocks) : intersect(set, blocks);
}

/** The addresses that a rule's conditions leave on one side. */
export function addressesOf(
  matches: readonly Match[],
  side: "source" | "destination",
  family: Family,
): AddressSet {
  let set = everyAddress(family);
  for (const match of matches) {
    if (match.kind === side) {
      set = narrow(set, [prefixRange(match.prefix)], match.negated);
    } else if (
      (match.kind === "source-range" && side === "source") ||
      (match.kind === "destination-range" && side === "destination")
    ) {
      set = narrow(set, [match.range], match.negated);
    }
  }
  return set;
}

/** The named objects of one family as address sets, the largest first; computed once a picture. */
export function namedSets(
  names: DrawingNames,
  family: Family,
): readonly { readonly name: string; readonly entries: readonly string[]; readonly set: AddressSet }[] {
  const size = (set: AddressSet) => set.reduce((sum, range) => sum + range.last - range.first + 1n, 0n);
  return names.networks
    .map(({ name, entries }) => ({ name, entries, set: entriesSet(entries, family) }))
    .filter(({ set }) => set.length > 0)
    .sort((a, b) => (size(a.set) > size(b.set) ? -1 : 1));
}

/** Tells a set of addresses by the names that cover it; what no name covers stays as addresses. */
export function nameParties(
  set: AddressSet,
  family: Family,
  named: ReturnType<typeof namedSets>,
  panelAddress: string | null,
): Party[] {
  if (sameSet(set, everyAddress(family))) return [anyone];
  const parties: Party[] = [];
  let left = set;
  for (const { name, entries, set: block } of named) {
    if (left.length === 0 || subtract(block, left).length > 0) continue;
    left = subtract(left, block);
    parties.push({
      key: `object:${name}`,
      kind: "object",
      name,
      addresses: entries.slice(0, shownAddresses),
      count: entries.length,
    });
  }
  const panel = panelAddress === null ? [] : entriesSet([panelAddress], family);
  if (panel.length > 0 && subtract(panel, left).length === 0) {
    left = subtract(left, panel);
    parties.push({ key: "panel", kind: "panel", name: null, addresses: [panelAddress ?? ""], count: 1 });
  }
  if (left.length > 0) {
    const texts = left.slice(0, shownAddresses).map(formatRange);
    const key = `addresses:${left.map(formatRange).join(",")}`;
    parties.push({ key, kind: "addresses", name: null, addresses: texts, count: left.length });
  }
  return parties;
}
