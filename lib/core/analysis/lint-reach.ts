import { type Problem, warning } from "@/lib/core/problem/problem";
import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";
import { afterTarget } from "./after-target";
import { CoveringIndex } from "./covering-index";
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

/**
 * Rules of a chain that no packet reaches: behind one that takes everything, or covered by a single earlier rule.
 * Nothing is reported that might still be reached; what only several rules together cover is not looked for.
 */
export function lintReach(chain: Chain): Problem[] {
  const end = chain.rules.findIndex((rule) => leaves(rule) && !conditional(rule));
  const reached = end < 0 ? chain.rules : chain.rules.slice(0, end + 1);
  const problems: Problem[] = [];
  const earlier = new CoveringIndex();
  for (const rule of reached) {
    const cover = earlier.find(rule, (before) => covers(before.matches, rule.matches));
    if (cover !== undefined) {
      const text = `Line ${rule.line} is never reached: line ${cover.line} takes all of its packets before. ${rule.text}`;
      problems.push(
        warning("never-reached", text, ["line", rule.line ?? 0], {
          ...place(rule),
          chain: chain.name,
          by: cover.line ?? 0,
        }),
      );
    } else if (leaves(rule)) {
      const never = rule.matches.some(({ kind }) =>
        ["limit", "source-limit", "connection-limit", "opaque", "ct-helper"].includes(kind),
      );
      if (!never) earlier.add(rule);
    }
  }
  return end < 0 ? problems : [...problems, ...behindEnd(chain, end)];
}
