import { Ban, CircleCheck, CircleHelp, CircleSlash, CircleX, type LucideIcon } from "lucide-react";
import type { AssertionResult } from "@/lib/server/services/assertion/assertion-view";
import { StateWord, type Tone } from "../ui/state-word";

export type OutcomeName = AssertionResult["outcome"];

const looks: Readonly<Record<OutcomeName, { tone: Tone; icon: LucideIcon }>> = {
  holds: { tone: "confirmed", icon: CircleCheck },
  fails: { tone: "failed", icon: CircleX },
  depends: { tone: "unknown", icon: CircleHelp },
  "too-complex": { tone: "unknown", icon: CircleSlash },
  unreadable: { tone: "unknown", icon: CircleHelp },
  "not-asked": { tone: "refused", icon: Ban },
};

/** Whether an assertion is true: icon first, then the word. */
export function OutcomeWord({
  outcome,
  word,
  className,
}: {
  outcome: OutcomeName;
  word: string;
  className?: string;
}) {
  return <StateWord {...looks[outcome]} word={word} className={className} />;
}
