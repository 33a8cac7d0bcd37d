import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Target } from "@/lib/core/ruleset/target";
import { keptText, optionsOf } from "./kept/kept-extension";
import { keptMatches } from "./kept/kept-matches";
import { keptTargets, otherTargets } from "./kept/kept-targets";
import type { Token } from "./lex-line";
import { matchParsers } from "./match/match-parsers";
import { type Fault, Given, isFault, type Option, type OptionTable, type Reading } from "./parse-option";
import { targetParsers } from "./target/parse-target";

type Span = { readonly start: number; readonly end: number };

/** One use of a match extension or of a target, with the options that were found for it so far. */
export type Group = {
  readonly name: string;
  /** The word that names it. */
  readonly token: Token;
  /** Null where nothing is known of it, so that it may have options of any name. */
  readonly table: OptionTable | null;
  readonly options: Option[];
  readonly spans: Span[];
  /** Not asked for by `-m`: the protocol brought it. */
  readonly implied: boolean;
  /** An option that is not known was among them. */
  opaque: boolean;
};

export function newGroup(name: string, token: Token, table: OptionTable | null, implied = false): Group {
  return { name, token, table, options: [], spans: [], implied, opaque: table === null };
}

/** The options of a match extension by its name; null where it is not known. */
export function matchOptions(name: string): OptionTable | null {
  const kept = keptMatches.get(name);
  return matchParsers.get(name)?.options ?? (kept === undefined ? null : optionsOf(kept));
}

/** The options of a target by its name; a chain has none. */
export function targetOptions(name: string): OptionTable | null {
  const kept = keptTargets.get(name);
  if (kept !== undefined) return optionsOf(kept);
  return otherTargets.has(name) ? null : (targetParsers.get(name)?.options ?? {});
}

/** Adds a stretch of the line; neighbours grow together, so that the text between them is kept as it is. */
export function addSpan(group: Group, first: Token, last: Token): void {
  group.spans.push({ start: first.start, end: last.end });
}

/** The exact text of a group; parts that stood apart are joined by a blank. One that `-p` brought gets its `-m`. */
export function textOf(group: Group, line: string): string {
  let text = group.implied ? `-m ${group.name} ` : "";
  let end = -1;
  for (const span of group.spans) {
    const between = end < 0 ? "" : line.slice(end, span.start);
    text += (between.trim() === "" ? between : " ") + line.slice(span.start, span.end);
    end = span.end;
  }
  return text;
}

/** What a group says; its exact text where that is not known. `read` has the meaning, `kept` at least the text. */
function readGroup<T>(
  group: Group,
  line: string,
  family: Family,
  read: (given: Given) => Reading<T>,
  keep: (text: string) => T,
): T | Fault {
  if (group.opaque || group.table === null) return keep(textOf(group, line));
  const given = Given.of(group.options, group.table, family, group.token);
  if (isFault(given)) return given;
  const reading = read(given);
  return reading === "opaque" ? keep(textOf(group, line)) : reading;
}

/** The conditions of a match extension; what is not modelled becomes one opaque condition. */
export function matchesOf(group: Group, line: string, family: Family): readonly Match[] | Fault {
  const keep = (text: string): readonly Match[] => [{ kind: "opaque", text }];
  const read = (given: Given): Reading<readonly Match[]> => {
    const parser = matchParsers.get(group.name);
    if (parser !== undefined) return parser.read(given);
    const kept = keptMatches.get(group.name);
    const text = kept === undefined ? "opaque" : keptText(`-m ${group.name}`, kept, given);
    return typeof text !== "string" ? text : text === "opaque" ? "opaque" : keep(text);
  };
  return readGroup(group, line, family, read, keep);
}

/** What a rule does; null stands for a rule without `-j` and `-g`. */
export function targetOf(group: Group | null, goto: boolean, line: string, family: Family): Target | Fault {
  if (group === null) return { kind: "none" };
  if (goto && group.options.length === 0 && !group.opaque) return { kind: "goto", chain: group.name };
  const keep = (text: string): Target => ({ kind: "opaque", text });
  const read = (given: Given): Reading<Target> => {
    const parser = targetParsers.get(group.name);
    if (parser !== undefined) return parser.read(given);
    const kept = keptTargets.get(group.name);
    if (kept === undefined) return { kind: "jump", chain: group.name };
    const text = keptText(`-j ${group.name}`, kept, given);
    return typeof text !== "string" ? text : text === "opaque" ? "opaque" : keep(text);
  };
  return readGroup(group, line, family, read, keep);
}
