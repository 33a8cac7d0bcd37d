"use client";

import { RotateCcw, ShieldCheck } from "lucide-react";
import { useActionState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { FailureNote } from "@/components/ui/failure-note";
import { Time } from "@/components/ui/time";
import type { Failure } from "@/lib/client/outcome";
import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";
import { CountdownRing } from "./countdown-ring";

/** A button's work; it also works as a plain form, before or without scripts. */
export type ApplyAction = (before: Failure | null, form: FormData) => Promise<Failure | null>;

/** What is left, what happens if nobody does anything, and the two ways to decide. */
export function ApplyDecision({
  progress,
  skew,
  keep,
  rollBack,
}: {
  progress: ApplyProgress;
  skew: number;
  keep: ApplyAction;
  rollBack: ApplyAction;
}) {
  const t = useTranslations("apply.decision");
  const { countdown, confirmMode, phase, wish } = progress;
  const [keepFault, keepNow, keeping] = useActionState(keep, null);
  const [backFault, backNow, goingBack] = useActionState(rollBack, null);
  if (countdown === null) return null;
  const happening = "apply-happening";
  const asks = confirmMode === "ask";
  // Where the proof alone decides, Keep stays in its place and rests: the sentence above says that it happens by itself.
  const keeps = asks || phase === "waiting";
  return (
    <section
      aria-label={t("label")}
      className="flex flex-col items-center gap-4 rounded-3 border border-pending/40 bg-pending-soft p-5 text-center"
    >
      <CountdownRing
        countdown={countdown}
        totalSeconds={progress.timeoutSeconds}
        skew={skew}
        label={t("left")}
      />
      <p className="max-w-prose font-medium text-16">
        {t.rich(asks || phase === "waiting" ? "nothing" : "unlessProven", {
          time: () => <Time value={countdown.deadlineAt} style="clock" className="font-mono" />,
        })}
      </p>
      <p id={happening} className="max-w-prose text-13 text-ink-2">
        {wish === null
          ? t(`now.${phase === "waiting" ? "waiting" : asks ? "ask" : "proven"}`)
          : t(`wish.${wish}`)}
      </p>
      <div className="grid w-full max-w-md grid-cols-2 gap-3">
        <form action={keepNow} className="contents">
          <Button
            type="submit"
            pending={keeping}
            disabled={wish !== null || !keeps}
            aria-describedby={happening}
            className="h-auto min-h-11 whitespace-normal"
          >
            <ShieldCheck aria-hidden /> {t("keep")}
          </Button>
        </form>
        <form action={backNow} className="contents">
          <Button
            type="submit"
            pending={goingBack}
            disabled={wish === "roll-back"}
            className="h-auto min-h-11 whitespace-normal"
          >
            <RotateCcw aria-hidden /> {t("rollBack")}
          </Button>
        </form>
      </div>
      <FailureNote failure={keepFault ?? backFault} />
    </section>
  );
}
