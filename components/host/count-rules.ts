import { isOwned } from "@/lib/core/ruleset/owned-chains";

/** How many rules a saved rule set holds: in our own chains, and everybody else's. Jumps to our chains count as ours. */
export function countRules(saved: string | null): { owned: number; foreign: number } {
  const rules = (saved ?? "").split("\n").filter((line) => /^(\[\d+:\d+\] )?-A /.test(line));
  const owned = rules.filter((line) => {
    const words = line.replace(/^\[\d+:\d+\] /, "").split(" ");
    return isOwned(words[1] ?? "") || isOwned(words[words.indexOf("-j") + 1] ?? "");
  }).length;
  return { owned, foreign: rules.length - owned };
}
