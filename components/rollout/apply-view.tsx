"use client";

import { useRouter } from "next/navigation";
import { type ReactNode, useCallback } from "react";
import { useTranslations } from "use-intl";
import { DrillResult } from "@/components/drill/drill-result";
import { DrillWait } from "@/components/drill/drill-wait";
import { DrillWord } from "@/components/drill/outcome-word";
import { PhaseWord } from "@/components/host/phase-word";
import { Callout } from "@/components/ui/callout";
import { PageHeader } from "@/components/ui/page-header";
import { ProgressSteps } from "@/components/ui/progress-steps";
import { Section } from "@/components/ui/section";
import { Time } from "@/components/ui/time";
import { useRefreshWhile } from "@/lib/client/use-refresh-while";
import type { Phase } from "@/lib/core/rollout/phase";
import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";
import { type ApplyAction, ApplyDecision } from "./apply-decision";
import { ApplyEvents } from "./apply-events";
import { ApplyResult } from "./apply-result";
import { phaseSteps } from "./phase-steps";
import { useApplyProgress } from "./use-apply-progress";

/** Phases before the first call that may change something. */
const untouched: ReadonlySet<Phase> = new Set(["queued", "inspecting"]);

/** Phases that a drill tells in its own words. */
const drillPhases = ["queued", "inspecting", "armed", "applied", "rolled_back"] as const;
const isDrillStep = (phase: Phase): phase is (typeof drillPhases)[number] =>
  (drillPhases as readonly Phase[]).includes(phase);

/** Steps that leaving a host tells in its own words. */
const leaveSteps = ["applied", "confirmed"] as const;
const isLeaveStep = (phase: Phase): phase is (typeof leaveSteps)[number] =>
  (leaveSteps as readonly Phase[]).includes(phase);

/** One apply while it runs and after it: what the host proved, what is left, how it ended. */
export function ApplyView({
  initial,
  keep,
  rollBack,
  askAgain,
  rescue,
  observing,
}: {
  initial: ApplyProgress;
  keep: ApplyAction;
  rollBack: ApplyAction;
  askAgain: ApplyAction;
  /** What helps where nobody gets in any more, as long as that may come. */
  rescue: ReactNode;
  /** What the rules only observe where they look as though they protected. */
  observing: ReactNode;
}) {
  const t = useTranslations("apply");
  const router = useRouter();
  const refresh = useCallback(() => router.refresh(), [router]);
  const { progress, skew, connected } = useApplyProgress(initial, refresh);
  // Where no stream comes through, the page asks again and again.
  useRefreshWhile(!connected);
  const drill = useTranslations("drill");
  const leaving = useTranslations("leave");
  const required = useTranslations("checks.required");
  const { number, drill: outcome, leave } = progress;
  const stepTitle = (phase: Phase) => {
    if (leave && isLeaveStep(phase)) return leaving(`step.${phase}`);
    return outcome !== null && isDrillStep(phase) ? drill(`step.${phase}`) : t(`step.${phase}`);
  };
  const stepDoing = (phase: Phase) => {
    if (leave && phase === "applied") return leaving("doing.applied");
    if (progress.requireChecks && phase === "applied" && progress.attempting === "probe") {
      return required("doing");
    }
    return outcome !== null && isDrillStep(phase) ? drill(`doing.${phase}`) : t(`doing.${phase}`);
  };
  const isDrill = outcome !== null;
  const showsPhase = outcome === null || progress.phase === "unknown" || progress.phase === "rollback_failed";
  const open = progress.countdown !== null && progress.phase !== "unknown";
  return (
    <div className="flex flex-col gap-6 [&>header]:mb-0">
      <PageHeader
        title={
          isDrill ? drill("name", { number }) : leave ? leaving("name", { number }) : t("title", { number })
        }
        state={
          showsPhase ? <PhaseWord phase={progress.phase} badge /> : <DrillWord outcome={outcome} badge />
        }
        lead={(isDrill ? drill : t).rich("lead", {
          who: progress.createdBy,
          when: () => <Time value={progress.createdAt} style="exact" />,
        })}
      />
      {!connected && <Callout kind="notice">{t("notConnected")}</Callout>}
      {observing}
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,26rem)]">
        <div className="flex min-w-0 flex-col gap-6 lg:order-2">
          {open && isDrill && <DrillWait progress={progress} skew={skew} />}
          {open && !isDrill && (
            <ApplyDecision progress={progress} skew={skew} keep={keep} rollBack={rollBack} />
          )}
          {isDrill && progress.phase === "rolled_back" ? (
            outcome !== "running" && <DrillResult outcome={outcome} />
          ) : (
            <ApplyResult progress={progress} askAgain={askAgain} />
          )}
          {rescue}
          {untouched.has(progress.phase) && <Callout kind="notice">{t("untouched")}</Callout>}
        </div>
        <Section title={t("line")} className="lg:order-1">
          <ProgressSteps
            label={t("line")}
            steps={phaseSteps(progress).map((step) => ({
              id: step.phase,
              title: stepTitle(step.phase),
              detail: (
                <>
                  {step.state === "running" && <p>{stepDoing(step.phase)}</p>}
                  {step.at !== null && (
                    <span className="font-mono text-12 text-ink-3">
                      <Time value={step.at} style="clock" bare />
                      {step.hostUptime !== null &&
                        ` · ${t("event.hostUptime", { seconds: step.hostUptime.toFixed(1) })}`}
                    </span>
                  )}
                </>
              ),
              state: step.state,
            }))}
          />
        </Section>
      </div>
      <Section title={t("record")} lead={t("recordLead")}>
        <ApplyEvents events={progress.events} drill={isDrill} />
      </Section>
    </div>
  );
}
