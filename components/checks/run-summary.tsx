"use client";

import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import { judgements } from "@/lib/core/checks/judge-check";
import { placeKey } from "@/lib/core/checks/matrix";
import type { CheckRunLine, CheckRunView } from "@/lib/server/services/checks/checks-view";
import { StateWord } from "../ui/state-word";
import { Time } from "../ui/time";
import { judgementLooks } from "./check-looks";

/** How many checks there were, and how many were judged how, the gravest first. */
export function Counts({ counts }: Pick<CheckRunLine, "counts">) {
  const t = useTranslations("checks");
  const total = judgements.reduce((sum, judgement) => sum + (counts[judgement] ?? 0), 0);
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1">
      <li className="font-medium">{t("total", { count: total })}</li>
      {judgements.map((judgement) => {
        const count = counts[judgement] ?? 0;
        return count === 0 ? null : (
          <li key={judgement}>
            <StateWord
              {...judgementLooks[judgement]}
              word={t("count", { count, what: t(`judgement.${judgement}`) })}
            />
          </li>
        );
      })}
    </ul>
  );
}

/** When the shown run was, who asked, and whose rules were expected. */
export function RunSummary({
  hostId,
  run,
  counts,
}: {
  hostId: string;
  run: CheckRunView;
  counts: CheckRunLine["counts"];
}) {
  const t = useTranslations("checks");
  const { at, createdBy, apply, stale, results } = run;
  const incoming = results.filter(({ check }) => check.from.kind !== "host");
  return (
    <div className="flex flex-col gap-1.5 rounded-3 border bg-raised p-4">
      <Counts counts={counts} />
      <p className="text-13 text-ink-2">
        {t("parts", {
          places: new Set(incoming.map(({ check }) => placeKey(check.from))).size,
          incoming: incoming.length,
          outgoing: results.length - incoming.length,
        })}
      </p>
      <p className="text-13 text-ink-2">
        {t.rich("when", { when: () => <Time key="when" value={at} style="exact" />, by: createdBy })}{" "}
        {apply === null
          ? t("byLive")
          : t.rich(apply.confirmed ? "byApply" : "byTried", {
              number: apply.number,
              link: (text) => (
                <Link
                  key="apply"
                  href={`/hosts/${hostId}/applies/${apply.id}` as Route}
                  className="text-accent underline underline-offset-2"
                >
                  {text}
                </Link>
              ),
            })}
        {stale && apply?.confirmed !== false && ` ${t("stale")}`}
      </p>
    </div>
  );
}

/** Earlier runs, each with its address. */
export function RunList({
  hostId,
  runs,
  shown,
}: {
  hostId: string;
  runs: readonly CheckRunLine[];
  shown: string | null;
}) {
  const t = useTranslations("checks");
  return (
    <ul className="divide-y rounded-3 border bg-raised">
      {runs.map(({ id, at, createdBy, number, counts }) => (
        <li key={id} className="flex flex-wrap items-baseline gap-x-4 gap-y-1 px-3.5 py-2 text-13">
          <Link
            href={`/hosts/${hostId}/checks?run=${id}` as Route}
            aria-current={id === shown ? "true" : undefined}
            className="font-medium text-accent underline-offset-2 hover:underline aria-[current]:text-ink aria-[current]:no-underline touch:py-2"
          >
            <Time value={at} style="exact" />
          </Link>
          <span className="text-ink-2">
            {number === null ? t("runLive", { by: createdBy }) : t("runApply", { by: createdBy, number })}
          </span>
          <Counts counts={counts} />
        </li>
      ))}
    </ul>
  );
}
