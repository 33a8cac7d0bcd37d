"use client";

import { CircleAlert, TriangleAlert } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useSelectedLayoutSegment } from "next/navigation";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { useDraft } from "./draft-context";
import { stepOf, wizardSteps } from "./wizard-step";

/** The steps, always in sight, each reachable and each with its own problems; the review comes last. */
export function WizardNav() {
  const t = useTranslations("wizard.steps");
  const { hostId, preview } = useDraft();
  const current = useSelectedLayoutSegment();
  const list = useRef<HTMLOListElement>(null);
  // On a narrow screen the steps scroll sideways: the one that is open must be in sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the step is what moves, the list stays
  useEffect(() => {
    list.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [current]);
  return (
    <nav aria-label={t("label")} className="-mx-4 overflow-x-auto px-4 [scrollbar-width:none]">
      <ol ref={list} className="flex min-w-max border-line border-b">
        {[...wizardSteps, "review" as const].map((step, index) => {
          const found =
            step === "review" ? [] : preview.problems.filter((problem) => stepOf(problem) === step);
          const errors = found.filter((problem) => problem.severity === "error").length;
          const warnings = found.filter((problem) => problem.severity === "warning").length;
          const href = step === "review" ? `/hosts/${hostId}/review` : `/hosts/${hostId}/edit/${step}`;
          return (
            <li key={step}>
              <Link
                href={href as Route}
                aria-current={step === current ? "step" : undefined}
                className={cn(
                  "-mb-px flex h-11 items-center gap-2 border-transparent border-b-2 px-3 text-14 text-ink-2 hover:text-ink focus-visible:-outline-offset-2",
                  step === current && "border-accent font-medium text-ink",
                )}
              >
                <span className="font-mono text-12 text-ink-3">{index + 1}</span>
                {t(step)}
                {errors > 0 && (
                  <span className="inline-flex items-center gap-0.5 text-12 text-failed">
                    <CircleAlert aria-hidden className="size-3.5" />
                    <span aria-hidden>{errors}</span>
                    <span className="sr-only">{t("errors", { count: errors })}</span>
                  </span>
                )}
                {errors === 0 && warnings > 0 && (
                  <span className="inline-flex items-center gap-0.5 text-12 text-pending">
                    <TriangleAlert aria-hidden className="size-3.5" />
                    <span aria-hidden>{warnings}</span>
                    <span className="sr-only">{t("warnings", { count: warnings })}</span>
                  </span>
                )}
              </Link>
            </li>
          );
        })}
      </ol>
    </nav>
  );
}
