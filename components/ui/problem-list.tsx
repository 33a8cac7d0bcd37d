"use client";

import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { useFindingText } from "@/lib/client/use-finding-text";
import type { Problem, Severity } from "@/lib/core/problem/problem";

const looks = {
  error: { icon: CircleAlert, look: "text-failed" },
  warning: { icon: TriangleAlert, look: "text-pending" },
  notice: { icon: Info, look: "text-ink-3" },
} as const;
const order: Readonly<Record<Severity, number>> = { error: 0, warning: 1, notice: 2 };

type ProblemListProps = {
  problems: readonly Problem[];
  /** What can be done about one of them, at its right, or below where it does not fit. */
  actionFor?: (problem: Problem) => ReactNode;
};

/** Findings, the worst first; each with its word, so that colour alone says nothing. */
export function ProblemList({ problems, actionFor }: ProblemListProps) {
  const t = useTranslations("problems");
  const text = useFindingText();
  const sorted = problems.toSorted((a, b) => order[a.severity] - order[b.severity]);
  return (
    <ul className="flex flex-col">
      {sorted.map((problem) => {
        const { icon: Icon, look } = looks[problem.severity];
        return (
          <li
            key={`${problem.code} ${problem.path.join(".")} ${problem.text}`}
            className="flex items-start gap-2.5 border-line border-b py-2 last:border-0"
          >
            <Icon aria-hidden className={cn("mt-0.5 size-4 shrink-0", look)} />
            <div className="flex min-w-0 flex-1 flex-wrap justify-between gap-x-4 gap-y-1 sm:flex-nowrap">
              <p className="min-w-0 text-14">
                <span className={cn("mr-1.5 font-medium", look)}>{t(`severity.${problem.severity}`)}</span>
                {text.problem(problem)}
              </p>
              {actionFor?.(problem)}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
