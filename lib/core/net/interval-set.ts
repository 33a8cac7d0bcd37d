import { families } from "./family";
import { type AddressRange, type Prefix, rangeToPrefixes } from "./prefix";

/** Addresses of both families as ranges that are sorted, apart from each other and not adjacent. */
export type IntervalSet = readonly AddressRange[];

function ascending(a: AddressRange, b: AddressRange): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.first !== b.first) return a.first < b.first ? -1 : 1;
  return a.last === b.last ? 0 : a.last < b.last ? -1 : 1;
}

/** Joins ranges that overlap or touch; n log n. */
export function mergeRanges(ranges: readonly AddressRange[]): IntervalSet {
  const merged: AddressRange[] = [];
  for (const range of ranges.toSorted(ascending)) {
    const before = merged.at(-1);
    if (before !== undefined && before.family === range.family && range.first <= before.last + 1n) {
      if (range.last > before.last) merged[merged.length - 1] = { ...before, last: range.last };
    } else {
      merged.push(range);
    }
  }
  return merged;
}

/** The addresses of `from` that `minus` does not hold. */
export function subtractRanges(from: IntervalSet, minus: IntervalSet): IntervalSet {
  const left: AddressRange[] = [];
  for (const family of families) {
    const cuts = minus.filter((range) => range.family === family);
    let at = 0;
    for (const range of from.filter((one) => one.family === family)) {
      let first = range.first;
      // A cut that ends before this range can matter to no later one either.
      while (at < cuts.length && (cuts[at]?.last ?? 0n) < first) at++;
      for (let next = at; next < cuts.length; next++) {
        const cut = cuts[next];
        if (cut === undefined || cut.first > range.last) break;
        if (cut.first > first) left.push({ family, first, last: cut.first - 1n });
        if (cut.last + 1n > first) first = cut.last + 1n;
      }
      if (first <= range.last) left.push({ family, first, last: range.last });
    }
  }
  return left;
}

/** Whether the set holds every address of the range; a binary search. */
export function containsRange(set: IntervalSet, range: AddressRange): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = set[middle];
    if (one !== undefined && ascending(one, { ...range, last: one.last }) <= 0) low = middle + 1;
    else high = middle;
  }
  const holder = set[low - 1];
  return holder !== undefined && holder.family === range.family && holder.last >= range.last;
}

/** How many addresses the set holds. */
export function countAddresses(set: IntervalSet): bigint {
  return set.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);
}

/** The fewest prefixes that cover exactly the set, in ascending order. */
export function setToPrefixes(set: IntervalSet): Prefix[] {
  return set.flatMap(rangeToPrefixes);
}
