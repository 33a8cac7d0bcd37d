"use client";

import { useActionState } from "react";
import { useTranslations } from "use-intl";
import { requiredOf } from "@/components/checks/required-detail";
import { RequiredProbes } from "@/components/checks/required-lines";
import { phaseLooks } from "@/components/host/phase-word";
import { Button } from "@/components/ui/button";
import { FailureNote } from "@/components/ui/failure-note";
import { toneGround, toneText } from "@/components/ui/state-word";
import { cn } from "@/lib/client/class-names";
import type { Failure } from "@/lib/client/outcome";
import { useFindingText } from "@/lib/client/use-finding-text";
import type { Problem } from "@/lib/core/problem/problem";
import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";
import type { ApplyAction } from "./apply-decision";
import { leftUndecided } from "./phase-steps";

/** Untyped look: reasons come from data. */
type Texts = { (key: string): string; has(key: string): boolean };

/** How it ended, why, and what to do. */
export function ApplyResult({ progress, askAgain }: { progress: ApplyProgress; askAgain: ApplyAction }) {
  const t = useTranslations("apply.result");
  const text = useFindingText();
  const texts = t as unknown as Texts;
  const leaving = useTranslations("leave.result");
  const [fault, ask, asking] = useActionState(askAgain, null);
  const { phase } = progress;
  const reason = leftUndecided(progress) ? "undecided" : progress.reason;
  const isEnd =
    phase === "confirmed" ||
    phase === "refused" ||
    phase === "rolled_back" ||
    phase === "rollback_failed" ||
    phase === "unknown";
  if (!isEnd) return null;
  // A host that was left is in the lists until all of it is on record: only then it is over.
  if (progress.leave && phase === "confirmed" && progress.finishedAt === null) return null;
  const { tone, icon: Icon } = phaseLooks[phase];
  // Of the other two ends the same is true whatever was loaded.
  const ends = progress.leave && phase !== "unknown" && phase !== "rollback_failed" ? phase : null;
  const problems = problemsOf(progress);
  const reasonText =
    reason === null
      ? null
      : texts.has(`reason.${reason}`)
        ? texts(`reason.${reason}`)
        : problems.length === 0
          ? text.failure(faultOf(progress, reason))
          : null;
  return (
    <section aria-live="polite" className={cn("flex gap-3 rounded-3 border p-4 sm:p-5", toneGround[tone])}>
      <Icon aria-hidden className={cn("mt-0.5 size-6 shrink-0", toneText[tone])} />
      <div className="min-w-0">
        <h2 className="font-semibold text-16">{ends ? leaving(`${ends}.title`) : t(`${phase}.title`)}</h2>
        {reasonText !== null && <p className="mt-1 max-w-prose text-14">{reasonText}</p>}
        {reason === "checks-failed" && <FailedChecks progress={progress} />}
        {phase === "refused" && problems.length > 0 && (
          <ul className="mt-1 list-disc pl-5 text-14">
            {problems.map((problem) => (
              <li key={problem.code}>{text.problem(problem)}</li>
            ))}
          </ul>
        )}
        <p className="mt-1 max-w-prose text-14 text-ink-2">
          {ends ? leaving(`${ends}.text`) : t(`${phase}.text`)}
        </p>
        {phase === "unknown" && (
          <form action={ask} className="mt-3">
            <Button type="submit" pending={asking || progress.running}>
              {t("askAgain")}
            </Button>
          </form>
        )}
        <FailureNote failure={fault} />
      </div>
    </section>
  );
}

/** Which of the required checks it was. */
function FailedChecks({ progress }: { progress: ApplyProgress }) {
  const last = progress.events.map(requiredOf).findLast((one) => one !== null);
  return (
    <div className="mt-1 text-14">
      <RequiredProbes probes={last?.failed ?? []} />
    </div>
  );
}

/** Why the host was not heard, with what was put on record about it (the fingerprints of a changed host key). */
function faultOf({ events }: ApplyProgress, code: string): Failure {
  const known = events.map(({ detail }) => detail?.fault as Partial<Failure> | undefined);
  return { text: code, params: {}, ...known.findLast((fault) => fault?.code === code), code, problems: [] };
}

/** The findings that the inspection put on record. */
function problemsOf(progress: ApplyProgress): readonly Problem[] {
  const inspected = progress.events.findLast((event) => event.kind === "inspected");
  const found = inspected?.detail?.problems;
  return Array.isArray(found) ? (found as readonly Problem[]) : [];
}
