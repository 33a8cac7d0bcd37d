import { ruleText } from "@/lib/core/analysis/condition";
import type { RuleRef } from "@/lib/core/analysis/verdict";
import type { Policy } from "@/lib/core/policy/schema";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Origin, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { OriginView, RuleView } from "./explain-view";
import { conditionClause, targetPhrase } from "./rule-phrases";

/** Rules by their place in one table, as the path names them. */
export type TableRules = {
  readonly chain: (name: string) => Chain | null;
  readonly view: (ref: RuleRef) => RuleView;
};

/** The line of the policy that a compiled rule comes from. */
function originView(origin: Origin, policy: Policy | null, inDraft: ReadonlySet<string>): OriginView {
  const { section, ruleId: id, protection } = origin;
  if (protection !== undefined) return { section, protection, rule: null };
  if (id === null || policy === null) return { section, rule: null };
  const kept = { id, inDraft: inDraft.has(id) };
  const inbound = policy.purposes.flatMap(({ rules }) => rules).find((rule) => rule.id === id);
  if (inbound !== undefined) {
    const { sources: networks, services, verdict } = inbound;
    return { section, rule: { ...kept, direction: "in", networks, services, verdict } };
  }
  const outbound = policy.client.rules.find((rule) => rule.id === id);
  if (outbound === undefined) return { section, rule: null };
  const { destinations: networks, services, verdict } = outbound;
  return { section, rule: { ...kept, direction: "out", networks, services, verdict } };
}

/** The ids of all lines of a policy. */
export function ruleIds(policy: Pick<Policy, "purposes" | "client"> | null): ReadonlySet<string> {
  const inbound = policy?.purposes.flatMap(({ rules }) => rules) ?? [];
  return new Set([...inbound, ...(policy?.client.rules ?? [])].map(({ id }) => id));
}

/** Makes the rules of a table tellable: in words, in iptables' text, and with the line of the policy they come from. */
export function tableRules(
  { family, tables }: Ruleset,
  table: string,
  policy: Policy | null,
  inDraft: ReadonlySet<string>,
): TableRules {
  const chains = new Map(
    tables.find(({ name }) => name === table)?.chains.map((chain) => [chain.name, chain]),
  );
  const bare = (ref: RuleRef): RuleView => ({
    table,
    chain: ref.chain,
    number: ref.index + 1,
    text: ref.text,
    conditions: [],
    target: { code: "other", params: { value: ref.text } },
    own: isOwned(ref.chain),
    origin: null,
  });
  const full = (ref: RuleRef, rule: Rule): RuleView => ({
    ...bare(ref),
    text: ruleText(rule, ref.chain, family),
    conditions: rule.matches
      .map((match) => conditionClause(match, family))
      .filter((phrase) => phrase !== null),
    target: targetPhrase(rule.target, family),
    own: isOwned(ref.chain) || (rule.target.kind === "jump" && isOwned(rule.target.chain)),
    origin: rule.origin && originView(rule.origin, policy, inDraft),
  });
  return {
    chain: (name) => chains.get(name) ?? null,
    view(ref) {
      const rule = chains.get(ref.chain)?.rules[ref.index];
      return rule === undefined ? bare(ref) : full(ref, rule);
    },
  };
}
