import { formatAddress, lastAddressValue, parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import {
  type AddressRange,
  parsePrefix,
  prefixRange,
  rangeToPrefixes,
  shortPrefix,
} from "@/lib/core/net/prefix";

/** Addresses of one family as ascending blocks that neither touch nor overlap. */
export type AddressSet = readonly AddressRange[];

/** Every address of the family. */
export function everyAddress(family: Family): AddressSet {
  return [{ family, first: 0n, last: lastAddressValue(family) }];
}

/** Sorts and merges blocks of one family. */
export function normalise(ranges: readonly AddressRange[]): AddressSet {
  const sorted = [...ranges].sort((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0));
  const merged: AddressRange[] = [];
  for (const range of sorted) {
    const before = merged.at(-1);
    if (before !== undefined && range.first <= before.last + 1n) {
      merged[merged.length - 1] = { ...before, last: range.last > before.last ? range.last : before.last };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** What both sets hold. */
export function intersect(a: AddressSet, b: AddressSet): AddressSet {
  const shared: AddressRange[] = [];
  let i = 0;
  let j = 0;
  for (let left = a[i], right = b[j]; left !== undefined && right !== undefined; left = a[i], right = b[j]) {
    const first = left.first > right.first ? left.first : right.first;
    const last = left.last < right.last ? left.last : right.last;
    if (first <= last) shared.push({ family: left.family, first, last });
    if (left.last < right.last) i++;
    else j++;
  }
  return shared;
}

/** What the first set holds and the second does not. */
export function subtract(a: AddressSet, b: AddressSet): AddressSet {
  const left: AddressRange[] = [];
  let next = 0;
  for (const range of a) {
    let first = range.first;
    // Both ascend: what ends before this block ends before all later ones.
    while ((b[next]?.last ?? first) < first) next++;
    for (let at = next; at < b.length; at++) {
      const cut = b[at];
      if (cut === undefined || cut.first > range.last) break;
      if (cut.first > first) left.push({ family: range.family, first, last: cut.first - 1n });
      first = cut.last + 1n;
    }
    if (first <= range.last) left.push({ family: range.family, first, last: range.last });
  }
  return left;
}

/** Whether two sets hold the same addresses. */
export function sameSet(a: AddressSet, b: AddressSet): boolean {
  return a.length === b.length && a.every((r, i) => r.first === b[i]?.first && r.last === b[i]?.last);
}

/** The addresses of one family that an object's entries (prefixes and `FIRST-LAST`) name; unreadable ones are left out. */
export function entriesSet(entries: readonly string[], family: Family): AddressSet {
  const ranges: AddressRange[] = [];
  for (const entry of entries) {
    const [first, last] = entry.split("-").map((part) => parseAddress(part.trim()));
    if (last !== undefined) {
      if (first != null && last != null && first.family === family && last.family === family) {
        ranges.push({ family, first: first.value, last: last.value });
      }
      continue;
    }
    const prefix = parsePrefix(entry.trim());
    if (!("fault" in prefix) && prefix.family === family) ranges.push(prefixRange(prefix));
  }
  return normalise(ranges);
}

/** A block for people: an address, a prefix, or `first–last` where no single prefix covers it. */
export function formatRange(range: AddressRange): string {
  const [only, another] = rangeToPrefixes(range);
  if (only !== undefined && another === undefined) return shortPrefix(only);
  const { family } = range;
  return `${formatAddress({ family, value: range.first })}–${formatAddress({ family, value: range.last })}`;
}
