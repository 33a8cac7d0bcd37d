import type { Problem } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { lintChains } from "./lint-chains";
import { lintDuplicates } from "./lint-duplicates";
import { lintRefused } from "./lint-refused";
import { lintUseless } from "./lint-useless";

const lineOf = ({ params }: Problem) => Number(params.line ?? 0);

/**
 * What is wrong or useless in parsed rules, by line: rules that no packet reaches or that change nothing, the same rule
 * twice, jumps to chains that do not exist, loops, chains without a way to them, rules that iptables would refuse.
 * `budget`: the most nodes of a decision diagram; beyond it a notice `too-complex` stands for what was not looked for.
 */
export function lint(ruleset: Ruleset, budget?: number): readonly Problem[] {
  const refused = ruleset.tables.flatMap((table) => lintRefused(table, ruleset.family));
  const problems = ruleset.tables.flatMap((table) => [
    ...lintChains(table),
    ...table.chains.flatMap((chain) => lintDuplicates(chain, ruleset.family)),
  ]);
  // What iptables would refuse has no meaning that could be without effect.
  const useless = lintUseless(ruleset, budget).filter(
    (problem) => !refused.some((other) => lineOf(other) === lineOf(problem)),
  );
  return [...refused, ...problems, ...useless].toSorted((a, b) => lineOf(a) - lineOf(b));
}
