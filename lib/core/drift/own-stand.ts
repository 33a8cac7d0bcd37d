import { ownedText } from "@/lib/core/analysis/owned-text";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import { isOurJump, liveChains, targetOf } from "./live-chains";

/**
 * How our own chains stand in a live text, by the text alone. `as-sent`: word for word, with every jump. `chains-gone`:
 * one of them is not there. `jump-gone`: nothing leads to one of them. `rewritten`: they read otherwise, which need not
 * mean anything else.
 */
export type OwnStand = "as-sent" | "chains-gone" | "jump-gone" | "rewritten";

/** `sent`: the restore text of the confirmed apply. */
export function ownStand(live: string, sent: string): OwnStand {
  const there = liveChains(live);
  const names = liveChains(sent)
    .map(({ chain }) => chain)
    .filter(isOwned);
  if (names.some((name) => !there.some(({ chain }) => chain === name))) return "chains-gone";
  const jumps = new Set(there.flatMap(({ rules }) => rules.filter(isOurJump).map(targetOf)));
  if (names.some((name) => !jumps.has(name))) return "jump-gone";
  return ownedText(live) === ownedText(sent) ? "as-sent" : "rewritten";
}
