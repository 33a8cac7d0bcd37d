"use client";

import type { Route } from "next";
import Link from "next/link";
import { useTranslations } from "use-intl";
import type { CheckRunLine } from "@/lib/server/services/checks/checks-view";
import { Section } from "../ui/section";
import { Time } from "../ui/time";
import { RunChecks } from "./run-checks";
import { Counts } from "./run-summary";

type ApplyChecksProps = {
  hostId: string;
  /** Null: none was held against the rules of this apply. */
  run: Omit<CheckRunLine, "number"> | null;
  /** Otherwise other rules are, so that nothing can be tried any more. */
  inForce: boolean;
};

/** What real packets met under the rules of an apply: its evidence, or the button that gathers it. */
export function ApplyChecks({ hostId, run, inForce }: ApplyChecksProps) {
  const t = useTranslations("checks");
  return (
    <Section title={t("evidence.title")} lead={t("evidence.lead")}>
      <div className="flex flex-col gap-3 rounded-3 border bg-raised p-4">
        {run === null ? (
          <p className="max-w-prose text-14 text-ink-2">{t("evidence.none")}</p>
        ) : (
          <>
            <Counts counts={run.counts} />
            <p className="text-13 text-ink-2">
              {t.rich("when", {
                when: () => <Time key="when" value={run.at} style="exact" />,
                by: run.createdBy,
              })}{" "}
              <Link
                href={`/hosts/${hostId}/checks?run=${run.id}` as Route}
                className="text-accent underline underline-offset-2"
              >
                {t("evidence.link")}
              </Link>
            </p>
          </>
        )}
        {inForce && <RunChecks hostId={hostId} busy={false} again={run !== null} />}
      </div>
    </Section>
  );
}
