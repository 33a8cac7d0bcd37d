import { ownedText } from "@/lib/core/analysis/owned-text";
import type { RehearsalAnswer, RehearsalReason, RehearsalWord, Rehearsed } from "./rehearsal";

/** Own-chain texts that were confirmed, as they were sent; `rules6` null: the host had no IPv6. */
export type ConfirmedRules = { readonly rules4: string; readonly rules6: string | null };

/** Everything that decides. */
export type RehearsalRecord = {
  readonly answer: RehearsalAnswer;
  readonly confirmed: ConfirmedRules;
  /** Something other than our unit runs the boot script here: the panel itself, for a practice VPS. */
  readonly startedOtherwise: boolean;
};

const cannotTell = (why: RehearsalReason): Rehearsed => ({ outcome: "cannot-tell", why });
const nothing = (why: RehearsalReason | null): Rehearsed => ({ outcome: "nothing", why });

function wordAlone(word: RehearsalWord): Rehearsed | null {
  switch (word) {
    case "loaded":
      return null;
    case "not-stored":
      return nothing(word);
    case "old-script":
    case "sets":
    case "no-unshare":
    case "changed":
      return cannotTell(word);
  }
}

/** Whether a start gives each family the confirmed rules to the letter, as the kernel prints them. */
function sameText({ tables, loaded }: RehearsalAnswer, { rules4, rules6 }: ConfirmedRules): boolean {
  const six =
    loaded?.ipv6 === null ? rules6 === null : ownedText(tables.ipv6 ?? "") === ownedText(rules6 ?? "");
  return ownedText(tables.ipv4 ?? "") === ownedText(rules4) && six;
}

/**
 * Judges a rehearsal. Answers `compare` where only the meaning of the two rule sets can say whether they differ: other
 * text may do the same.
 */
export function judgeRehearsal({
  answer,
  confirmed,
  startedOtherwise,
}: RehearsalRecord): Rehearsed | "compare" {
  const early = wordAlone(answer.word);
  // Nothing runs by itself: what the script would load does not matter then.
  if (!startedOtherwise && answer.word !== "not-stored" && answer.unit !== "enabled") {
    return nothing(answer.unit === "none" ? "no-unit" : "unit-disabled");
  }
  if (early !== null) return early;
  const loads = answer.loaded === null ? [] : [answer.loaded.ipv4, answer.loaded.ipv6];
  if (answer.loaded === null || loads.includes("nothing")) return nothing(null);
  if (loads.includes("minimal")) return { outcome: "minimal", why: null };
  return sameText(answer, confirmed) ? { outcome: "same", why: null } : "compare";
}

/** What the comparison in meaning said, of all families; `not-told`: it could not be made. */
export function judgeCompared(found: "equal" | "differs" | "not-told"): Rehearsed {
  if (found === "not-told") return cannotTell("not-compared");
  return { outcome: found === "equal" ? "same" : "differs", why: null };
}
