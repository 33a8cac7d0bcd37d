import { renderRule } from "@/lib/core/iptables/render-rule";
import type { Family } from "@/lib/core/net/family";
import { type Problem, warning } from "@/lib/core/problem/problem";
import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";
import { afterTarget } from "./after-target";

/** A rate counts in each rule for itself, and unknown matches may count too, so such a pair may be meant. */
function counts(rule: Rule): boolean {
  return rule.matches.some(({ kind }) =>
    ["limit", "source-limit", "connection-limit", "opaque"].includes(kind),
  );
}

/**
 * The same rule twice in a chain, where the second one is reached and does its work again (logs, calls a chain). Of
 * rules with a verdict the second is never reached, which is reported as that.
 */
export function lintDuplicates(chain: Chain, family: Family): Problem[] {
  const seen = new Map<string, Rule>();
  return chain.rules.flatMap((rule) => {
    const after = afterTarget(rule.target);
    if (counts(rule) || after.kind === "fate" || after.kind === "return") return [];
    const text = renderRule(rule, chain.name, family);
    const first = seen.get(text);
    if (first === undefined) {
      seen.set(text, rule);
      return [];
    }
    return [
      warning(
        "duplicate-rule",
        `Line ${rule.line} says the same as line ${first.line}: ${rule.text}`,
        ["line", rule.line ?? 0],
        { line: rule.line ?? 0, chain: chain.name, by: first.line ?? 0 },
      ),
    ];
  });
}
