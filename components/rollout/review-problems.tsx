"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { stepOf } from "@/components/policy/wizard-step";
import { ProblemList } from "@/components/ui/problem-list";
import type { Problem } from "@/lib/core/problem/problem";

/** The findings of a review; an error in the policy leads to the step where it is mended. */
export function ReviewProblems({ problems, hostId }: { problems: readonly Problem[]; hostId: string }) {
  const t = useTranslations("review");
  const steps = useTranslations("wizard.steps");
  return (
    <ProblemList
      problems={problems}
      actionFor={(problem) =>
        problem.severity === "error" && problem.path.length > 0 ? (
          <Link href={`/hosts/${hostId}/edit/${stepOf(problem)}`} className="shrink-0 text-13 text-accent">
            {t("mend", { step: steps(stepOf(problem)) })}
          </Link>
        ) : null
      }
    />
  );
}
