import { type Entry, type Note, type Place, refKey } from "@/lib/core/adopt/account";
import type { Stand } from "@/lib/core/adopt/stands";
import type { Family } from "@/lib/core/net/family";
import type { AdoptionView } from "@/lib/server/services/adopt/adoption-view";

type EntryOf<K extends Entry["kind"]> = Extract<Entry, { kind: K }>;

/** Lists longer than this are counted from here on; the host has them all. */
const mostTold = 100;
/** So many of all lists together, as long as each has a few. */
const mostOnPage = 400;
const fewest = 3;

/** What rules say, by their keys. */
type SaidByRule = Extract<AdoptionView["found"], { state: "rules" }>["said"];

/** One live rule word for word, what it says where nothing else tells that, and what is said of it. */
export type ToldLine = {
  readonly family: Family;
  readonly text: string;
  readonly said: SaidByRule[string] | null;
  readonly notes: readonly ToldNote[];
};

/** Notes that stand with each rule; the others are said once, or by what stands above. */
type ToldNote = Exclude<Note, "related" | "counted-anew">;

/** The first of some live rules, and how many there are. */
export type Told = { readonly lines: readonly ToldLine[]; readonly count: number };

/** Live rules by a word, in the order in which the words first occur. */
export type ToldGroup<Word extends string = string> = {
  readonly count: number;
  readonly words: readonly (readonly [word: Word, Told])[];
};

/** What each live rule became, as far as it is told: a page does not carry a thousand rules that it only counts. */
export type ToldAccount = {
  /** By the first place that a rule became: a live rule that became several stands below the first of them. */
  readonly fits: ToldGroup;
  /** Every place that some live rule became. */
  readonly places: readonly string[];
  readonly opaque: ToldGroup<EntryOf<"opaque">["because"]>;
  readonly foreign: ToldGroup<EntryOf<"foreign">["owner"]>;
  readonly implied: ToldGroup<EntryOf<"implied">["by"]>;
  /** Rules whose rate stays what it is and is counted anew. */
  readonly countedAnew: number;
};

export const placeKey = (place: Place) =>
  place.kind === "rule" ? `rule ${place.id}` : `setting ${place.name}`;

const notesOf = (entry: Entry) => ("notes" in entry ? entry.notes : []);

function lineOf(entry: Entry, said: SaidByRule): ToldLine {
  return {
    family: entry.family,
    text: entry.table === "filter" ? entry.text : `-t ${entry.table} ${entry.text}`,
    said: said[refKey(entry)] ?? null,
    notes: notesOf(entry).filter((note) => note !== "related" && note !== "counted-anew"),
  };
}

/** Takes from what all lists of a page may still carry. */
class Page {
  private left = mostOnPage;

  constructor(private readonly said: SaidByRule = {}) {}

  tell(entries: readonly Entry[]): Told {
    const told = entries.slice(0, Math.max(fewest, Math.min(mostTold, this.left)));
    this.left -= told.length;
    return { lines: told.map((entry) => lineOf(entry, this.said)), count: entries.length };
  }

  group<K extends Entry["kind"], Word extends string>(
    account: readonly Entry[],
    kind: K,
    wordOf: (entry: EntryOf<K>) => Word,
  ): ToldGroup<Word> {
    const groups = new Map<Word, EntryOf<K>[]>();
    const own = account.filter((entry): entry is EntryOf<K> => entry.kind === kind);
    for (const entry of own) {
      const word = wordOf(entry);
      const known = groups.get(word);
      if (known === undefined) groups.set(word, [entry]);
      else known.push(entry);
    }
    return {
      count: own.length,
      words: [...groups].map(([word, entries]) => [word, this.tell(entries)] as const),
    };
  }
}

export function toldAccount(account: readonly Entry[], said: SaidByRule = {}): ToldAccount {
  const places = account.flatMap((entry) => (entry.kind === "fits" ? entry.into.map(placeKey) : []));
  const page = new Page(said);
  return {
    opaque: page.group(account, "opaque", ({ because }) => because),
    fits: page.group(account, "fits", ({ into: [first] }) => (first === undefined ? "" : placeKey(first))),
    places: [...new Set(places)],
    foreign: page.group(account, "foreign", ({ owner }) => owner),
    implied: page.group(account, "implied", ({ by }) => by),
    countedAnew: account.filter((entry) => notesOf(entry).includes("counted-anew")).length,
  };
}

const stands: readonly Stand[] = ["first", "unasked", "asked", "replaced"];

/** Where the live rules would stand on one way on; stands with none are left out, as are chain policies. */
export type ToldStands = readonly (readonly [stand: Stand, Told])[];

export function toldStands(account: readonly Entry[], standOf: Readonly<Record<string, Stand>>): ToldStands {
  const page = new Page();
  return stands.flatMap((stand) => {
    const own = account.filter((entry) => entry.index !== null && standOf[refKey(entry)] === stand);
    return own.length === 0 ? [] : [[stand, page.tell(own)] as const];
  });
}
