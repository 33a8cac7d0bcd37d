import { isOwned } from "@/lib/core/ruleset/owned-chains";

/** How many rules are in our own chains, and how many are everybody else's. Jumps to our chains count as ours. */
export type RuleCount = { readonly owned: number; readonly foreign: number };

/** The live rules of both families, counted. */
export type LiveCounts = { readonly ipv4: RuleCount; readonly ipv6: RuleCount };

/** Counts a host's live rules; null: they were not read. */
export function countLive(live: { readonly ipv4: string | null; readonly ipv6: string | null }): LiveCounts {
  return { ipv4: countRules(live.ipv4), ipv6: countRules(live.ipv6) };
}

/** Counts what a saved rule set holds. */
export function countRules(saved: string | null): RuleCount {
  const rules = (saved ?? "").split("\n").filter((line) => /^(\[\d+:\d+\] )?-A /.test(line));
  const owned = rules.filter((line) => {
    const words = line.replace(/^\[\d+:\d+\] /, "").split(" ");
    return isOwned(words[1] ?? "") || isOwned(words[words.indexOf("-j") + 1] ?? "");
  }).length;
  return { owned, foreign: rules.length - owned };
}
