"use client";

import { Check, Circle, CircleAlert, LoaderCircle, Minus } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";

export type StepState = "waiting" | "running" | "done" | "failed" | "skipped";
export type ProgressStep = { id: string; title: ReactNode; detail?: ReactNode; state: StepState };

const looks = {
  waiting: { icon: Circle, look: "text-ink-3" },
  running: { icon: LoaderCircle, look: "text-accent animate-turn" },
  done: { icon: Check, look: "text-confirmed" },
  failed: { icon: CircleAlert, look: "text-failed" },
  skipped: { icon: Minus, look: "text-ink-3" },
} as const;

/** Long work, line by line: what is done, what runs, what waits. New lines are read out. */
export function ProgressSteps({ steps, label }: { steps: readonly ProgressStep[]; label: string }) {
  const t = useTranslations("common.step");
  return (
    <ol aria-label={label} aria-live="polite" className="flex flex-col">
      {steps.map((step) => {
        const { icon: Icon, look } = looks[step.state];
        return (
          <li
            key={step.id}
            aria-current={step.state === "running" ? "step" : undefined}
            className="flex gap-3 border-line border-b py-2 last:border-0"
          >
            <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", look)} />
            <div className={cn("min-w-0 flex-1 text-14", step.state === "waiting" && "text-ink-3")}>
              <span className="sr-only">{t(step.state)}: </span>
              {step.title}
              {step.detail && <div className="text-13 text-ink-2">{step.detail}</div>}
            </div>
          </li>
        );
      })}
    </ol>
  );
}
