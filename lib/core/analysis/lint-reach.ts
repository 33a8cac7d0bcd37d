import { type Problem, warning } from "@/lib/core/problem/problem";
import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";
import { afterTarget } from "./after-target";
import { covers } from "./implies";

/** Whether a packet that matches the rule never comes to the next rule of the chain. */
function leaves(rule: Rule): boolean {
  const after = afterTarget(rule.target);
  return after.kind === "fate" || after.kind === "return" || (after.kind === "call" && after.goto);
}

const conditional = (rule: Rule) => rule.matches.some(({ kind }) => kind !== "comment");

function place(rule: Rule): { line: number } {
  return { line: rule.line ?? 0 };
}

/** Rules behind one that takes every packet out of the chain. */
function behindEnd(chain: Chain, end: number): Problem[] {
  const rule = chain.rules[end];
  const left = chain.rules.length - end - 1;
  if (rule === undefined || left === 0) return [];
  const rules = left === 1 ? "the rule after it is" : `the ${left} rules after it are`;
  const text = `Line ${rule.line} takes every packet out of ${chain.name}, so ${rules} never reached: ${rule.text}`;
  return [
    warning("rules-after-end", text, ["line", rule.line ?? 0], {
      ...place(rule),
      chain: chain.name,
      count: left,
    }),
  ];
}

/** The kind and value of the most telling condition, so that most pairs need no closer look. */
function protocolOf(rule: Rule): number | null {
  const match = rule.matches.find(({ kind }) => kind === "protocol");
  return match?.kind === "protocol" && !match.negated ? match.protocol : null;
}

/**
 * Rules of a chain that no packet reaches: behind one that takes everything, or covered by a single earlier rule.
 * Nothing is reported that might still be reached; what only several rules together cover is not looked for.
 */
export function lintReach(chain: Chain): Problem[] {
  const end = chain.rules.findIndex((rule) => leaves(rule) && !conditional(rule));
  const reached = end < 0 ? chain.rules : chain.rules.slice(0, end + 1);
  const problems: Problem[] = [];
  const earlier: { rule: Rule; protocol: number | null }[] = [];
  for (const rule of reached) {
    const protocol = protocolOf(rule);
    const cover = earlier.find(
      (before) =>
        (before.protocol === null || before.protocol === protocol) &&
        covers(before.rule.matches, rule.matches),
    );
    if (cover !== undefined) {
      const text = `Line ${rule.line} is never reached: line ${cover.rule.line} takes all of its packets before. ${rule.text}`;
      problems.push(
        warning("never-reached", text, ["line", rule.line ?? 0], {
          ...place(rule),
          chain: chain.name,
          by: cover.rule.line ?? 0,
        }),
      );
    } else if (leaves(rule)) {
      const never = rule.matches.some(({ kind }) =>
        ["limit", "source-limit", "connection-limit", "opaque", "ct-helper"].includes(kind),
      );
      if (!never) earlier.push({ rule, protocol });
    }
  }
  return end < 0 ? problems : [...problems, ...behindEnd(chain, end)];
}
