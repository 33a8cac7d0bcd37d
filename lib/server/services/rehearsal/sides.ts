import { ownedText } from "@/lib/core/analysis/owned-text";
import type { ConfirmedRules } from "@/lib/core/rehearsal/judge";
import type { LiveText } from "../apply/apply-view";
import type { MeaningOf } from "../meaning/ask-meaning";
import { appliedSides } from "../meaning/load-applied";

const none = "*filter\nCOMMIT\n";

/**
 * The host's tables with the confirmed chains against the same tables with what a start loaded. `loaded` null: nothing.
 * A host that has IPv6 now and had none when the rules were confirmed is compared as one whose IPv6 held nothing.
 */
export function rehearsalSides(
  live: LiveText,
  { rules4, rules6 }: ConfirmedRules,
  loaded: LiveText | null,
): MeaningOf["sides"] {
  const own = (text: string | null | undefined) => ownedText(text ?? "") || none;
  const six = live.ipv6 === null && rules6 === null ? null : true;
  return appliedSides(
    live,
    { rules4, rules6: six && (rules6 ?? none) },
    { rules4: own(loaded?.ipv4), rules6: six && own(loaded?.ipv6) },
  );
}
