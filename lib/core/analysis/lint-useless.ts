import { notice, type Problem, warning } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { type Useless, uselessRules } from "./shadow/shadow";
import { placedText, type RuleRef } from "./verdict";

const mostNamed = 8;

/** Lines of the coverers in words, the first ones. */
function linesOf({ coverers }: Useless): string {
  const lines = coverers.map(({ line }) => line ?? 0);
  const named = lines.slice(0, mostNamed);
  const more = lines.length - named.length;
  const words = more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
  return lines.length === 1 ? `line ${words}` : `lines ${words}`;
}

function sentence(useless: Useless): string {
  const { code, rule, coverers } = useless;
  switch (code) {
    case "shadowed":
      return `Line ${rule.line} is never reached: ${linesOf(useless)} take${coverers.length === 1 ? "s" : ""} all of its packets before. ${placedText(rule)}`;
    case "redundant": {
      const by = coverers.length === 0 ? "the chain policy" : linesOf(useless);
      return `Line ${rule.line} changes nothing: without it ${by} would decide the same for its packets. ${placedText(rule)}`;
    }
    case "matches-nothing":
      return `Line ${rule.line} matches no packet at all: its conditions exclude each other. ${placedText(rule)}`;
  }
}

/** Of two rules that could each stand for the other only the one that is never reached is told. */
function withoutMutual(found: readonly Useless[]): readonly Useless[] {
  const keyOf = ({ table, chain, index }: RuleRef) => `${table} ${chain}#${index}`;
  const shadowed = new Set(found.filter(({ code }) => code === "shadowed").map(({ rule }) => keyOf(rule)));
  return found.filter(
    ({ code, coverers }) => code !== "redundant" || !coverers.some((rule) => shadowed.has(keyOf(rule))),
  );
}

/**
 * Rules without effect as problems: `params` hold the place, the first coverer (`by`, a line) and all of them
 * (`coverers`, lines with commas between). Where that is too complex to decide a notice says so.
 */
export function lintUseless(ruleset: Ruleset, budget?: number): Problem[] {
  const found = uselessRules(ruleset, budget);
  if (found === null) {
    const text =
      "Whether each rule is reached is too complex to decide for these rules: it was not looked for.";
    return [notice("too-complex", text)];
  }
  return withoutMutual(found).map((useless) => {
    const { code, rule, table, coverers } = useless;
    const lines = coverers.map(({ line }) => line ?? 0);
    const place = { line: rule.line ?? 0, table, chain: rule.chain };
    const params = { ...place, ...(lines.length > 0 && { by: lines[0] ?? 0, coverers: lines.join(",") }) };
    // A rule that says what the chain policy says anyway may be there for the reader.
    const told = code === "redundant" && lines.length === 0 ? notice : warning;
    return told(code, sentence(useless), ["line", rule.line ?? 0], params);
  });
}
