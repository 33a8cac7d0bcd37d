import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Target } from "@/lib/core/ruleset/target";
import type { Token } from "./lex-line";
import type { Arity, Fault, ModuleParser, Option, Reading } from "./parse-option";
import { otherTarget, targetParsers } from "./parse-target";

type Span = { readonly start: number; readonly end: number };

/** One use of a match extension or of a target, with the options that were found for it so far. */
export type Group = {
  readonly name: string;
  readonly arity: Arity | null;
  readonly options: Option[];
  readonly spans: Span[];
  /** An option that is not modelled was among them. */
  opaque: boolean;
};

export function newGroup(name: string, arity: Arity | null): Group {
  return { name, arity, options: [], spans: [], opaque: arity === null };
}

/** Adds a stretch of the line; neighbours grow together, so that the text between them is kept as it is. */
export function addSpan(group: Group, first: Token, last: Token): void {
  group.spans.push({ start: first.start, end: last.end });
}

/** The exact text of a group; parts that stood apart are joined by a blank. */
export function textOf(group: Group, line: string): string {
  let text = "";
  let end = -1;
  for (const span of group.spans) {
    const between = end < 0 ? "" : line.slice(end, span.start);
    text += (between.trim() === "" ? between : " ") + line.slice(span.start, span.end);
    end = span.end;
  }
  return text;
}

/** The conditions of a match extension; what is not modelled becomes one opaque condition. */
export function matchesOf(
  group: Group,
  parser: ModuleParser | undefined,
  line: string,
  family: Family,
): readonly Match[] | Fault {
  const reading = group.opaque || parser === undefined ? "opaque" : parser.read(group.options, family);
  return reading === "opaque" ? [{ kind: "opaque", text: textOf(group, line) }] : reading;
}

/** What a rule does; null stands for a rule without `-j` and `-g`. */
export function targetOf(group: Group | null, goto: boolean, line: string, family: Family): Target | Fault {
  if (group === null) return { kind: "none" };
  if (goto && group.options.length === 0 && !group.opaque) return { kind: "goto", chain: group.name };
  const parser = targetParsers.get(group.name);
  let reading: Reading<Target> = "opaque";
  if (!group.opaque) reading = parser?.read(group.options, family) ?? otherTarget(group.name, group.options);
  if (reading === "opaque") return { kind: "opaque", text: textOf(group, line) };
  return reading;
}
