import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Target } from "@/lib/core/ruleset/target";
import type { Token } from "./lex-line";

/** Text that no iptables would take: where (0-based in the line) and what was expected there. */
export type Fault = { readonly at: number; readonly expected: string };

/** One option of an extension with its values. */
export type Option = {
  readonly name: string;
  readonly negated: boolean;
  readonly values: readonly Token[];
};

/** `opaque`: legal perhaps, and not modelled; the caller keeps the exact text. */
export type Reading<T> = T | "opaque" | Fault;

/** How many values each known option takes; an option that is not listed makes the whole extension opaque. */
export type Arity = Readonly<Record<string, number>>;

/** Reads all options given to one use of a match extension. */
export type ModuleParser = {
  readonly arity: Arity;
  readonly read: (options: readonly Option[], family: Family) => Reading<readonly Match[]>;
};

/** Reads all options given to a target. */
export type TargetParser = {
  readonly arity: Arity;
  readonly read: (options: readonly Option[], family: Family) => Reading<Target>;
};

export function isFault(value: object | string | null): value is Fault {
  return typeof value === "object" && value !== null && "expected" in value;
}

export function expected(token: Token, what: string): Fault {
  return { at: token.start, expected: what };
}

/** Marks a match as negated, and leaves the mark away where it is not. */
export function negate<M extends Match>(match: M, negated: boolean): M {
  return negated ? { ...match, negated: true } : match;
}

/** Reads each option by its own reader and joins the matches; the first fault or opaque one stops. */
export function readEach(
  options: readonly Option[],
  read: (option: Option, value: Token) => Reading<Match>,
): Reading<readonly Match[]> {
  const matches: Match[] = [];
  for (const option of options) {
    const value = option.values[0];
    if (value === undefined) return "opaque";
    const match = read(option, value);
    if (match === "opaque" || isFault(match)) return match;
    matches.push(match);
  }
  return matches.length === 0 ? "opaque" : matches;
}

/** A whole number without sign, at most `most`; null otherwise. */
export function wholeNumber(text: string, most: number): number | null {
  return /^\d{1,10}$/.test(text) && Number(text) <= most ? Number(text) : null;
}
