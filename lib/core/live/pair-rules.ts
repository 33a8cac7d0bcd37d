import type { Family } from "@/lib/core/net/family";

/** One line of the table: rules of both families that say the same, by their places in the list. */
export type RulePair<R> = {
  readonly rule: R;
  readonly places: readonly { readonly family: Family; readonly at: number }[];
};

type Known = { readonly family: Family; readonly rule: { readonly chain: string } };

/**
 * Rules by chain, those of both families that say the same in one line, each in the order of its chain. `said` is what a
 * rule says; a rule that stands twice in a chain stays two lines.
 */
export function pairRules<R extends Known>(
  rules: readonly R[],
  said: (rule: R) => string,
): readonly { readonly chain: string; readonly lines: readonly RulePair<R>[] }[] {
  const chains = new Map<string, { rule: R; said: string; places: { family: Family; at: number }[] }[]>();
  for (const [at, rule] of rules.entries()) {
    const lines = chains.get(rule.rule.chain) ?? [];
    chains.set(rule.rule.chain, lines);
    const text = said(rule);
    const twin = lines.find(
      (line) => line.said === text && line.places.every(({ family }) => family !== rule.family),
    );
    if (twin !== undefined) twin.places.push({ family: rule.family, at });
    else lines.push({ rule, said: text, places: [{ family: rule.family, at }] });
  }
  return [...chains].map(([chain, lines]) => ({ chain, lines }));
}
