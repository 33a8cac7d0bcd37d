import { CircleCheck, CircleHelp, type LucideIcon, Timer, TriangleAlert } from "lucide-react";
import { useTranslations } from "use-intl";
import type { DrillOutcome } from "@/lib/core/drill/outcome";
import { StateWord, type Tone } from "../ui/state-word";

/** How each end of a drill looks, everywhere. The word is `drill.short.<outcome>`. */
export const drillLooks: Readonly<Record<DrillOutcome, { tone: Tone; icon: LucideIcon }>> = {
  running: { tone: "pending", icon: Timer },
  proven: { tone: "confirmed", icon: CircleCheck },
  "not-blocked": { tone: "pending", icon: TriangleAlert },
  "not-read": { tone: "unknown", icon: CircleHelp },
  "rules-differ": { tone: "failed", icon: TriangleAlert },
  "not-proven": { tone: "refused", icon: CircleHelp },
};

/** What a drill has shown. */
export function DrillWord({ outcome, badge }: { outcome: DrillOutcome; badge?: boolean }) {
  const t = useTranslations("drill.short");
  return <StateWord {...drillLooks[outcome]} word={t(outcome)} badge={badge} />;
}
