import type { Family } from "@/lib/core/net/family";
import { error, type Problem } from "@/lib/core/problem/problem";
import type { Chain, Rule, Table } from "@/lib/core/ruleset/ruleset";
import { misplacedMatch, misplacedTarget } from "./refused-places";
import { missingProtocol } from "./refused-protocols";

/** Why iptables or the kernel refuses a rule; null where neither does. */
function whyRefused(rule: Rule, table: string, chain: string, family: Family): string | null {
  const lacking = missingProtocol(rule, family);
  if (lacking !== null) return `needs ${lacking}`;
  for (const match of rule.matches) {
    const why = misplacedMatch(match, chain);
    if (why !== null) return why;
  }
  return misplacedTarget(rule.target, table, chain);
}

function refused(chain: Chain, table: string, family: Family): Problem[] {
  return chain.rules.flatMap((rule) => {
    const why = whyRefused(rule, table, chain.name, family);
    if (why === null) return [];
    const text = `Line ${rule.line} ${why}, so iptables refuses it: ${rule.text}`;
    return [
      error("refused-rule", text, ["line", rule.line ?? 0], { line: rule.line ?? 0, chain: chain.name }),
    ];
  });
}

/** Rules that iptables or the kernel would not take, so that the whole table would not load. */
export function lintRefused(table: Table, family: Family): Problem[] {
  return table.chains.flatMap((chain) => refused(chain, table.name, family));
}
