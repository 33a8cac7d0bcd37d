import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { renderRule } from "@/lib/core/iptables/render-rule";
import { type Family, families } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import type { RuleView } from "../explain/explain-view";
import { tableRules } from "../explain/rule-view";
import type { CheckResult, DecidedBy, ToldResult } from "./checks-view";
import { tellHangsOn } from "./tell-hangs-on";

/** What the rules of a run were compiled from. */
export type Origins = {
  readonly policy: Policy;
  /** As the apply found the host. */
  readonly facts: HostFacts;
  /** Ids of the lines that the draft has now. */
  readonly inDraft: ReadonlySet<string>;
};

/** Rules of a policy by their text: of equal ones the first, which decides. */
function rulesByText({ policy, facts, inDraft }: Origins, family: Family): ReadonlyMap<string, RuleView> {
  const found = new Map<string, RuleView>();
  const compiled = compile(policy, facts);
  const ruleset = compiled.ok ? (family === 4 ? compiled.value.ruleset4 : compiled.value.ruleset6) : null;
  for (const { name, chains } of ruleset?.tables ?? []) {
    const rules = ruleset && tableRules(ruleset, name, policy, inDraft);
    for (const chain of chains) {
      chain.rules.forEach((rule, index) => {
        const text = renderRule(rule, chain.name, family);
        if (rules && !found.has(text))
          found.set(text, rules.view({ table: name, chain: chain.name, index, line: null, text }));
      });
    }
  }
  return found;
}

/** Puts beside each try which line of the policy decides it. `origins` null: none of the rules is known as ours. */
export function tellResults(results: readonly CheckResult[], origins: Origins | null): readonly ToldResult[] {
  const known = new Map(families.map((family) => [family, origins && rulesByText(origins, family)]));
  const by = (text: string | null, family: Family | null): DecidedBy => {
    if (text === null) return { kind: "no-rule" };
    const rule = family === null ? undefined : known.get(family)?.get(text);
    if (rule !== undefined) return { kind: "ours", rule };
    return { kind: "text", text, foreign: !isOwned(/^-A (\S+)/.exec(text)?.[1] ?? "") };
  };
  return results.map((result) => ({
    ...result,
    tries: result.tries.map((one) => {
      const family =
        one.seen.family ?? (one.sent === null ? null : one.sent.destination.includes(":") ? 6 : 4);
      const hangs = one.hangsOn.map((text) => tellHangsOn(text, family));
      return { ...one, by: by(one.rule, family), liveBy: by(one.liveRule, family), hangs };
    }),
  }));
}
