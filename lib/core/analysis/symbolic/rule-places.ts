import type { Family } from "@/lib/core/net/family";
import type { Chain } from "@/lib/core/ruleset/ruleset";
import { ruleText } from "../condition";

/**
 * Names for the rules of a chain: by table and text, and by number among equal ones. A rule that is in both rulesets of
 * a comparison has the same name in both, so that its rate is one and the same question. Made when first asked for.
 */
export function rulePlaces(table: string, chain: Chain, family: Family): () => readonly string[] {
  let names: readonly string[] | null = null;
  return () => {
    if (names === null) {
      const seen = new Map<string, number>();
      names = chain.rules.map((rule) => {
        const text = ruleText(rule, chain.name, family);
        const nth = (seen.get(text) ?? 0) + 1;
        seen.set(text, nth);
        return `${table}: ${text}${nth > 1 ? ` (${nth})` : ""}`;
      });
    }
    return names;
  };
}
