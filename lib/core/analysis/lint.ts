import type { Problem } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { lintChains } from "./lint-chains";
import { lintDuplicates } from "./lint-duplicates";
import { lintReach } from "./lint-reach";
import { lintRefused } from "./lint-refused";

const lineOf = ({ params }: Problem) => Number(params.line ?? 0);

/**
 * What is wrong or useless in parsed rules, by line: rules that are never reached, the same rule twice, jumps to
 * chains that do not exist, loops, chains without a way to them, rules that iptables would refuse.
 */
export function lint(ruleset: Ruleset): readonly Problem[] {
  const problems = ruleset.tables.flatMap((table) => [
    ...lintRefused(table, ruleset.family),
    ...lintChains(table),
    ...table.chains.flatMap((chain) => [...lintReach(chain), ...lintDuplicates(chain, ruleset.family)]),
  ]);
  return problems.toSorted((a, b) => lineOf(a) - lineOf(b));
}
