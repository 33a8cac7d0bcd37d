import { type Entry, type Place, refKey } from "@/lib/core/adopt/account";
import type { Stand } from "@/lib/core/adopt/stands";

export type EntryOf<K extends Entry["kind"]> = Extract<Entry, { kind: K }>;

/** Lists longer than this are counted from here on; the host has them all. */
const mostTold = 100;

/** The first of some live rules, and how many there are. */
export type Told<E extends Entry = Entry> = { readonly entries: readonly E[]; readonly count: number };

/** Live rules by a word, in the order in which the words first occur. */
export type ToldGroup<K extends Entry["kind"]> = {
  readonly count: number;
  readonly words: readonly (readonly [word: string, Told<EntryOf<K>>])[];
};

/** What each live rule became, as far as it is told: a page does not carry a thousand rules that it only counts. */
export type ToldAccount = {
  /** By the first place that a rule became: a live rule that became several stands below the first of them. */
  readonly fits: ToldGroup<"fits">;
  /** Every place that some live rule became. */
  readonly places: readonly string[];
  readonly opaque: ToldGroup<"opaque">;
  readonly foreign: ToldGroup<"foreign">;
  readonly implied: ToldGroup<"implied">;
};

export const placeKey = (place: Place) =>
  place.kind === "rule" ? `rule ${place.id}` : `setting ${place.name}`;

function told<E extends Entry>(entries: readonly E[]): Told<E> {
  return { entries: entries.slice(0, mostTold), count: entries.length };
}

function group<K extends Entry["kind"]>(
  account: readonly Entry[],
  kind: K,
  wordOf: (entry: EntryOf<K>) => string,
): ToldGroup<K> {
  const groups = new Map<string, EntryOf<K>[]>();
  const own = account.filter((entry): entry is EntryOf<K> => entry.kind === kind);
  for (const entry of own) {
    const word = wordOf(entry);
    const known = groups.get(word);
    if (known === undefined) groups.set(word, [entry]);
    else known.push(entry);
  }
  return { count: own.length, words: [...groups].map(([word, entries]) => [word, told(entries)] as const) };
}

export function toldAccount(account: readonly Entry[]): ToldAccount {
  const places = account.flatMap((entry) => (entry.kind === "fits" ? entry.into.map(placeKey) : []));
  return {
    fits: group(account, "fits", ({ into: [first] }) => (first === undefined ? "" : placeKey(first))),
    places: [...new Set(places)],
    opaque: group(account, "opaque", ({ because }) => because),
    foreign: group(account, "foreign", ({ owner }) => owner),
    implied: group(account, "implied", ({ by }) => by),
  };
}

const stands: readonly Stand[] = ["first", "unasked", "asked", "replaced"];

/** Where the live rules would stand on one way on; stands with none are left out, as are chain policies. */
export type ToldStands = readonly (readonly [stand: Stand, Told])[];

export function toldStands(account: readonly Entry[], standOf: Readonly<Record<string, Stand>>): ToldStands {
  return stands.flatMap((stand) => {
    const own = account.filter((entry) => entry.index !== null && standOf[refKey(entry)] === stand);
    return own.length === 0 ? [] : [[stand, told(own)] as const];
  });
}
