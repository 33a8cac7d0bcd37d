import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { attachOrigins } from "../explain/attach-origins";
import { parseOnce } from "../explain/parse-once";
import { ruleIds, tableRules } from "../explain/rule-view";
import { decidingRule } from "../meaning/row-view";
import type { RuleTeller } from "./family-view";

type Policies = { readonly confirmed: Policy | null; readonly draft: Policy | null };

/** The live rules with the lines of the confirmed policy that ours come from; null: not known. */
function withOrigins(facts: HostFacts, family: Family, { confirmed }: Policies): Ruleset | null {
  const text = family === 4 ? facts.live.ipv4 : facts.live.ipv6;
  if (text === null || confirmed === null) return null;
  const live = parseOnce(text, family);
  const compiled = compile(confirmed, facts);
  if (!live.ok || !compiled.ok) return null;
  const rules = family === 4 ? compiled.value.ruleset4 : compiled.value.ruleset6;
  return rules && attachOrigins(live.value, rules);
}

/** Tells rules of one family; the policy is compiled when the first rule of ours is told. */
export function ruleTeller(facts: HostFacts, family: Family, policies: Policies): RuleTeller {
  let known: ReturnType<typeof tableRules> | null | undefined;
  const own = () => {
    if (known === undefined) {
      const ruleset = withOrigins(facts, family, policies);
      known = ruleset && tableRules(ruleset, "filter", policies.confirmed, ruleIds(policies.draft));
    }
    return known;
  };
  return (told) => {
    const rules = told?.table === "filter" && isOwned(told.ref.chain) ? own() : null;
    if (told !== null && rules) return { table: told.table, rule: rules.view(told.ref) };
    return decidingRule(told, { family, policy: null });
  };
}
