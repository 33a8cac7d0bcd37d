/** Numbers from `first` to `last`, both inside, or (`negated`) all the others. */
export type NumberSet = {
  readonly ranges: readonly { readonly first: bigint; readonly last: bigint }[];
  readonly negated: boolean;
};

function holdsAll(outer: NumberSet["ranges"], inner: NumberSet["ranges"]): boolean {
  return inner.every(({ first, last }) => {
    let next = first;
    for (const range of outer.toSorted((a, b) => (a.first < b.first ? -1 : 1))) {
      if (range.first > next) break;
      if (range.last >= next) next = range.last + 1n;
      if (next > last) return true;
    }
    return next > last;
  });
}

function apart(a: NumberSet["ranges"], b: NumberSet["ranges"]): boolean {
  return a.every((one) => b.every((other) => one.last < other.first || one.first > other.last));
}

/** Whether every number of `inner` is in `outer`; false also where it cannot be said without the set of all numbers. */
export function isSubset(inner: NumberSet, outer: NumberSet): boolean {
  if (!inner.negated && !outer.negated) return holdsAll(outer.ranges, inner.ranges);
  if (!inner.negated) return apart(inner.ranges, outer.ranges);
  return outer.negated && holdsAll(inner.ranges, outer.ranges);
}
