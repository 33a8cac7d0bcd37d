import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { DrillOutcome } from "@/lib/core/drill/outcome";
import { toneGround, toneText } from "../ui/state-word";
import { drillLooks } from "./outcome-word";

/** What the drill has shown, and what to do where it has shown nothing. */
export function DrillResult({ outcome }: { outcome: Exclude<DrillOutcome, "running"> }) {
  const t = useTranslations("drill.outcome");
  const { tone, icon: Icon } = drillLooks[outcome];
  return (
    <section aria-live="polite" className={cn("flex gap-3 rounded-3 border p-4 sm:p-5", toneGround[tone])}>
      <Icon aria-hidden className={cn("mt-0.5 size-6 shrink-0", toneText[tone])} />
      <div className="min-w-0">
        <h2 className="font-semibold text-16">{t(`${outcome}.title`)}</h2>
        <p className="mt-1 max-w-prose text-14 text-ink-2">{t(`${outcome}.text`)}</p>
      </div>
    </section>
  );
}
