import { type EntryFault, entryFaultText, parseNetworkEntry } from "./network-entry";
import type { AddressRange } from "./prefix";

/** An entry that was read, as written, with its place (both 1-based). */
export type ListedEntry = { readonly text: string; readonly line: number; readonly column: number };

/** What is wrong with an entry, or worth knowing: a duplicate, or an entry inside another one. */
export type ListFinding = ListedEntry & {
  readonly severity: "error" | "notice";
  readonly code: EntryFault["fault"] | "duplicate" | "inside";
  /** What was probably meant, or the entry that already covers this one. */
  readonly suggestion: string | null;
  readonly message: string;
};

/** `entries` are the good ones, without duplicates and without those inside another. */
export type AddressList = {
  readonly entries: readonly string[];
  readonly findings: readonly ListFinding[];
};

type Read = ListedEntry & { readonly range: AddressRange };

/** Words separated by blanks, commas or semicolons, with `#` comments left out; a range may have blanks about its dash. */
function* words(text: string): Generator<ListedEntry> {
  let line = 0;
  for (const full of text.split(/\r\n|\r|\n/)) {
    line++;
    const content = full.replace(/#.*$/, "").replace(/^\uFEFF/, " ");
    for (const match of content.matchAll(/[^\s,;]+(?:\s+-\s+[^\s,;]+)?/g)) {
      yield { text: match[0].replace(/\s+-\s+/, "-"), line, column: match.index + 1 };
    }
  }
}

/** Widest first at the same start, so that one pass sees the covering entry before what it covers. */
function coveringFirst(a: Read, b: Read): number {
  if (a.range.family !== b.range.family) return a.range.family - b.range.family;
  if (a.range.first !== b.range.first) return a.range.first < b.range.first ? -1 : 1;
  if (a.range.last !== b.range.last) return a.range.last > b.range.last ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}

/** The entries that another one already covers; n log n. */
function covered(read: readonly Read[]): Map<Read, Read> {
  const by = new Map<Read, Read>();
  let widest: Read | null = null;
  for (const entry of read.toSorted(coveringFirst)) {
    if (
      widest !== null &&
      widest.range.family === entry.range.family &&
      widest.range.last >= entry.range.last
    ) {
      by.set(entry, widest);
    } else {
      widest = entry;
    }
  }
  return by;
}

/**
 * Reads a pasted list of addresses, prefixes and ranges: one a line, or separated by blanks and commas, `#` begins a
 * comment. Every fault is located; the good entries are returned whatever the others are.
 */
export function parseAddressList(text: string): AddressList {
  const findings: ListFinding[] = [];
  const read: Read[] = [];
  for (const word of words(text)) {
    const entry = parseNetworkEntry(word.text);
    if ("fault" in entry) {
      const { fault, suggestion } = entry;
      findings.push({
        ...word,
        severity: "error",
        code: fault,
        suggestion,
        message: entryFaultText(word.text, entry),
      });
    } else {
      read.push({ ...word, range: entry.range });
    }
  }
  const by = covered(read);
  for (const [entry, holder] of by) {
    const { text: written, line, column } = entry;
    const same = holder.range.first === entry.range.first && holder.range.last === entry.range.last;
    findings.push({
      text: written,
      line,
      column,
      severity: "notice",
      code: same ? "duplicate" : "inside",
      suggestion: holder.text,
      message: same
        ? `${written} is already listed on line ${holder.line}.`
        : `${written} lies inside ${holder.text} on line ${holder.line}.`,
    });
  }
  return {
    entries: read.filter((entry) => !by.has(entry)).map((entry) => entry.text),
    findings: findings.sort((a, b) => a.line - b.line || a.column - b.column),
  };
}
