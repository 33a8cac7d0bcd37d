/** Points of a line from `first` to `last`, both inside. */
export type Span = { readonly first: bigint; readonly last: bigint };

/** A set of points: ascending spans that neither overlap nor touch. */
export type LineSet = readonly Span[];

/** Joins spans that overlap or touch. */
export function lineSet(spans: readonly Span[]): LineSet {
  const joined: Span[] = [];
  for (const span of spans.toSorted((a, b) => (a.first < b.first ? -1 : a.first > b.first ? 1 : 0))) {
    const before = joined.at(-1);
    if (before === undefined || span.first > before.last + 1n) joined.push(span);
    else if (span.last > before.last) joined[joined.length - 1] = { first: before.first, last: span.last };
  }
  return joined;
}

/** The points of a set that another one does not hold. */
export function without(set: LineSet, cut: LineSet): LineSet {
  const left: Span[] = [];
  let at = 0;
  for (const span of set) {
    let { first } = span;
    // What ends before this span ends before all later ones.
    while (at < cut.length && (cut[at] as Span).last < first) at++;
    for (let next = at; next < cut.length && (cut[next] as Span).first <= span.last; next++) {
      const gap = cut[next] as Span;
      if (gap.first > first) left.push({ first, last: gap.first - 1n });
      if (gap.last >= first) first = gap.last + 1n;
    }
    if (first <= span.last) left.push({ first, last: span.last });
  }
  return left;
}

/** The points that both sets hold. */
export function common(a: LineSet, b: LineSet): LineSet {
  return without(a, without(a, b));
}

/** The span of the set that holds a point; a binary search. */
export function spanAt(set: LineSet, point: bigint): Span | null {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((set[middle] as Span).first <= point) low = middle + 1;
    else high = middle;
  }
  const span = set[low - 1];
  return span !== undefined && span.last >= point ? span : null;
}

/** Whether the set holds every point of the other one. */
export function holdsAll(set: LineSet, other: LineSet): boolean {
  return other.every(({ first, last }) => (spanAt(set, first)?.last ?? -1n) >= last);
}

/** Whether two sets hold the same points. */
export function sameSet(a: LineSet, b: LineSet): boolean {
  return (
    a.length === b.length && a.every((span, at) => span.first === b[at]?.first && span.last === b[at].last)
  );
}
