import type { Fate } from "@/lib/core/analysis/verdict";
import type { ConditionTold, MeaningRow, ProtectionTold, RuleTold, Told } from "@/lib/core/meaning/meaning";
import type { Family } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import type { RuleView } from "../explain/explain-view";
import { ruleIds, tableRules } from "../explain/rule-view";
import type {
  ConditionView,
  DecidingRule,
  MeaningRowView,
  MeaningVerdict,
  ProtectionView,
  ToldView,
} from "./meaning-view";
import { sampleView } from "./sample-view";

const verdictOf = (fate: Fate): MeaningVerdict => (fate === "unknown" ? "cannot-tell" : fate);

/** The policy that the rules of one side come from. */
export type Side = { readonly family: Family; readonly policy: Policy | null };

/** A rule by itself, without the chain around it. */
function viewOf({ table, ref, rule }: RuleTold, { family, policy }: Side): RuleView {
  const rules: Rule[] = [];
  rules[ref.index] = rule;
  const tables = [{ name: table, chains: [{ name: ref.chain, policy: null, rules }] }];
  return tableRules({ family, tables }, table, policy, ruleIds(policy)).view(ref);
}

export function decidingRule(rule: RuleTold | null, side: Side): DecidingRule {
  return rule && { table: rule.table, rule: viewOf(rule, side) };
}

export function conditionView({ text, match, rule, doubt }: ConditionTold, side: Side): ConditionView {
  if (match === null || rule === null) return { text, phrase: null, doubt, rule: null };
  const alone = { ...rule, rule: { ...rule.rule, matches: [match] } };
  return { text, phrase: viewOf(alone, side).conditions[0] ?? null, doubt, rule: viewOf(rule, side) };
}

/** More terms than this nobody reads, and a page has many rows. */
const mostTerms = 12;

export function told<T>({ except, terms }: Told<T>): ToldView<T> {
  return { except, terms: terms.slice(0, mostTerms), more: Math.max(0, terms.length - mostTerms) };
}

/** A row as it is shown. `policy`: what the rules after the change come from. */
export function rowView(row: MeaningRow, id: string, policy: Policy | null): MeaningRowView {
  const { sample, rules, conditions, rates, before, after, states, ...rest } = row;
  const { family } = sample;
  const conditionViews = (some: readonly ConditionTold[]) =>
    some.map((condition) => conditionView(condition, { family, policy }));
  return {
    ...rest,
    id,
    services: told(row.services),
    sources: told(row.sources),
    destinations: told(row.destinations),
    states: states.length === 1 && states[0] === "NEW" && row.also.length === 0 ? [] : states,
    conditions: conditionViews(conditions),
    rates: rates && {
      before: conditionViews(rates.before),
      after: conditionViews(rates.after),
      alike: rates.alike,
    },
    before: verdictOf(before),
    after: verdictOf(after),
    sample: sampleView(sample),
    rules: {
      before: decidingRule(rules.before, { family, policy: null }),
      after: decidingRule(rules.after, { family, policy }),
    },
  };
}

/** A protection that counts, with its rows. `id` begins the ids of these. */
export function protectionView(
  { rows, others, ...rest }: ProtectionTold,
  id: string,
  policy: Policy | null,
): ProtectionView {
  return {
    ...rest,
    rows: rows.map((row, at) => rowView(row, `${id}-row-${at}`, policy)),
    others: others.map((row, at) => rowView(row, `${id}-other-${at}`, policy)),
  };
}
