import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Target } from "@/lib/core/ruleset/target";
import type { Token } from "./lex-line";

/** Text that no iptables would take: where (0-based in the line) and what was expected there. */
export type Fault = { readonly at: number; readonly expected: string };

/** One option of an extension with its values; the name is the one of the table, whatever way it was written. */
export type Option = {
  readonly name: string;
  readonly negated: boolean;
  readonly token: Token;
  readonly values: readonly Token[];
};

/** `opaque`: legal perhaps, and not modelled; the caller keeps the exact text. */
export type Reading<T> = T | "opaque" | Fault;

/** How an option is used: values that follow it, whether `!` may stand before it, whether it may be given again. */
export type OptionUse = {
  readonly values: number;
  readonly negatable?: boolean;
  readonly many?: boolean;
};

/** The options of an extension in the order in which iptables-save prints them; a string names what it is another name of. */
export type OptionTable = Readonly<Record<string, OptionUse | string>>;

export const flag: OptionUse = { values: 0 };
export const turnableFlag: OptionUse = { values: 0, negatable: true };
export const valued: OptionUse = { values: 1 };
export const turnable: OptionUse = { values: 1, negatable: true };

/** Reads all options given to one use of an extension, or to a target. */
export type Parser<T> = {
  readonly options: OptionTable;
  readonly read: (given: Given) => Reading<T>;
};

export type ModuleParser = Parser<readonly Match[]>;
export type TargetParser = Parser<Target>;

export function isFault(value: unknown): value is Fault {
  return typeof value === "object" && value !== null && "expected" in value;
}

export function expected(token: Token, what: string): Fault {
  return { at: token.start, expected: what };
}

/** What a table says of an option, with its first name; null when it does not know it. */
export function optionUse(
  table: OptionTable,
  name: string,
): { readonly name: string; readonly use: OptionUse } | null {
  if (!Object.hasOwn(table, name)) return null;
  const entry = table[name];
  if (entry === undefined) return null;
  return typeof entry === "string" ? optionUse(table, entry) : { name, use: entry };
}

/** The options of one use of an extension: each once where the table says so, in the order of the table. */
export class Given {
  private constructor(
    readonly options: readonly Option[],
    readonly family: Family,
    /** The extension's own name, for faults about what is missing. */
    readonly place: Token,
  ) {}

  static of(options: readonly Option[], table: OptionTable, family: Family, place: Token): Given | Fault {
    const seen = new Set<string>();
    for (const { name, negated, token } of options) {
      const use = optionUse(table, name)?.use;
      if (negated && !use?.negatable) return expected(token, `${name} without !`);
      if (seen.has(name) && !use?.many) return expected(token, `${name} only once`);
      seen.add(name);
    }
    if (options.length < 2) return new Given(options, family, place);
    const order = Object.keys(table);
    const sorted = options.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    return new Given(sorted, family, place);
  }

  get(name: string): Option | undefined {
    return this.options.find((option) => option.name === name);
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  /** The first value of an option. */
  value(name: string): Token | undefined {
    return this.get(name)?.values[0];
  }

  /** The same without all other options. */
  only(...names: readonly string[]): Given {
    return new Given(
      this.options.filter(({ name }) => names.includes(name)),
      this.family,
      this.place,
    );
  }

  /** Something is missing. */
  lacks(what: string): Fault {
    return expected(this.place, `${what} with ${this.place.text}`);
  }

  /** The second of options of which only one may be given. */
  conflict(...names: readonly string[]): Fault | null {
    const [first, second] = this.options
      .filter(({ name }) => names.includes(name))
      .toSorted((a, b) => a.token.start - b.token.start);
    return first === undefined || second === undefined
      ? null
      : expected(second.token, `not ${second.name} as well as ${first.name}`);
  }
}

/** Marks a match as negated, and leaves the mark away where it is not. */
export function negate<M extends Match>(match: M, negated: boolean): M {
  return negated ? { ...match, negated: true } : match;
}

/** Reads each option by its own reader and joins the matches; the first fault or opaque one stops. `what` must be given. */
export function readEach(
  given: Given,
  what: string,
  read: (option: Option, value: Token) => Reading<Match>,
): Reading<readonly Match[]> {
  const matches: Match[] = [];
  for (const option of given.options) {
    const match = read(option, option.values[0] ?? option.token);
    if (match === "opaque" || isFault(match)) return match;
    matches.push(match);
  }
  return matches.length === 0 ? given.lacks(what) : matches;
}
