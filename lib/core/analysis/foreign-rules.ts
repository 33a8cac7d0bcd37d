import type { Family } from "@/lib/core/net/family";
import { isOwned, ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import { afterTarget } from "./after-target";
import { ruleText } from "./condition";
import { jumpPlace } from "./jump-place";
import { liveFilter } from "./substitute";

/** A rule of others' by its place in the live text. */
export type ForeignRule = {
  readonly family: Family;
  readonly chain: string;
  readonly line: number | null;
  readonly text: string;
};

/** Whether every packet meets a verdict in the chain, so that nothing goes on behind the jump to it. */
export function endsEverything({ rules }: Chain): boolean {
  const unconditional = (rule: Rule) => rule.matches.every(({ kind }) => kind === "comment");
  const end = rules.findIndex((rule) => unconditional(rule) && afterTarget(rule.target).kind !== "next");
  const last = rules[end];
  if (last === undefined || afterTarget(last.target).kind !== "fate") return false;
  return rules.slice(0, end).every((rule) => {
    const after = afterTarget(rule.target);
    return after.kind === "fate" || after.kind === "next";
  });
}

/**
 * Rules of others' that stand below our jump and would no longer be reached, because our chain ends every packet.
 * `live` is what the host holds, `compiled` our chains to be; each jump is taken where it is or will be.
 */
export function foreignRulesBelow(live: Ruleset, compiled: Ruleset): ForeignRule[] {
  const chains = liveFilter(live);
  const next = compiled.tables.find(({ name }) => name === "filter")?.chains ?? [];
  return Object.values(ownedChains).flatMap((owned) => {
    const chain = next.find(({ name }) => name === owned);
    const place = jumpPlace(chains, owned);
    if (chain === undefined || place === null || !endsEverything(chain)) return [];
    const rules = chains.find(({ name }) => name === place.chain)?.rules ?? [];
    return rules
      .slice(place.present ? place.index + 1 : place.index)
      .filter(({ target }) => !(target.kind === "jump" && isOwned(target.chain)))
      .map((rule) => ({
        family: live.family,
        chain: place.chain,
        line: rule.line ?? null,
        text: ruleText(rule, place.chain, live.family),
      }));
  });
}
