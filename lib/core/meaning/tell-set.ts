import { holdsAll, type LineSet, type Span, spanAt, without } from "./line-set";

/** A set that has a name. */
export type Named<T> = { readonly term: T; readonly set: LineSet };

/** A set told the shorter way: these, or everything `except` these. `rest` are spans that have no name. */
export type ToldSet<T> = {
  readonly except: boolean;
  readonly named: readonly T[];
  readonly rest: LineSet;
};

const sizeOf = (set: LineSet) => set.reduce((sum, { first, last }) => sum + last - first + 1n, 0n);

/** Names in the order in which they are tried: the widest first, equal ones as they were given. */
export function namesInOrder<T>(names: readonly Named<T>[]): readonly Named<T>[] {
  return names
    .filter(({ set }) => set.length > 0)
    .map((name) => ({ name, size: sizeOf(name.set) }))
    .sort((a, b) => (a.size === b.size ? 0 : a.size > b.size ? -1 : 1))
    .map(({ name }) => name);
}

/** Names that cover parts of the set, none of them twice. */
function covering<T>(set: LineSet, names: readonly Named<T>[]): Named<T>[] {
  const chosen: Named<T>[] = [];
  let left = set;
  for (const name of names) {
    if (!holdsAll(left, name.set)) continue;
    left = without(left, name.set);
    chosen.push(name);
  }
  return chosen;
}

/**
 * A name stands only for spans that names tell whole: out of ten thousand ports it is no help that port 22 is "ssh".
 * What such names touch loses its names, and is told by its spans.
 */
function spell<T>(set: LineSet, names: readonly Named<T>[]): Omit<ToldSet<T>, "except"> {
  let chosen = covering(set, names);
  for (;;) {
    const rest = chosen.reduce((left, name) => without(left, name.set), set);
    const torn = new Set<Span>();
    for (const { first } of rest) {
      const span = spanAt(set, first);
      if (span !== null && spanAt(rest, span.first)?.last !== span.last) torn.add(span);
    }
    if (torn.size === 0) return { named: chosen.map(({ term }) => term), rest };
    chosen = chosen.filter((name) => !name.set.some(({ first }) => torn.has(spanAt(set, first) as Span)));
  }
}

/**
 * A set in as few words as there are: by its names, or as everything but what it lacks, whichever takes fewer terms.
 * Everything is `except` nothing. `names` are in their order (`namesInOrder`).
 */
export function tellSet<T>(set: LineSet, everything: LineSet, names: readonly Named<T>[]): ToldSet<T> {
  const lacking = without(everything, set);
  const [these, others] = [spell(set, names), spell(lacking, names)];
  const except = lengthOf(others) < lengthOf(these);
  return { except, ...(except ? others : these) };
}

/** How many terms it takes to tell a set. */
export function lengthOf<T>({ named, rest }: Omit<ToldSet<T>, "except">): number {
  return named.length + rest.length;
}
