"use client";

import { LifeBuoy } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { startTransition, useActionState } from "react";
import { useTranslations } from "use-intl";
import type { Failure } from "@/lib/client/outcome";
import { drillDueDays } from "@/lib/core/drill/due";
import { timeoutSeconds } from "@/lib/core/rollout/timing";
import type { HostDetail } from "@/lib/server/services/host/host-view";
import { Button } from "../ui/button";
import { ConfirmDialog } from "../ui/confirm-dialog";
import { FailureNote } from "../ui/failure-note";
import { Section } from "../ui/section";
import { SentenceGap } from "../ui/sentence-gap";
import { StateWord } from "../ui/state-word";
import { Time } from "../ui/time";
import { DrillWord, drillLooks } from "./outcome-word";

type DrillSectionProps = {
  host: Pick<HostDetail, "id" | "rollbackProvenAt" | "lastDrill" | "pending">;
  /** Whether the last proof is missing or too old. */
  due: boolean;
  start: () => Promise<Failure | null>;
};

/** When it was last proven that the host brings its rules back by itself, and the way to prove it. */
export function DrillSection({ host, due, start }: DrillSectionProps) {
  const t = useTranslations("drill");
  const [fault, startNow, starting] = useActionState(start, null);
  const { rollbackProvenAt, lastDrill, pending } = host;
  const seconds = timeoutSeconds.least;
  return (
    <Section title={t("title")}>
      <div className="flex flex-wrap items-start justify-between gap-x-6 gap-y-3 rounded-3 border bg-raised p-4">
        <div className="min-w-0 flex-1 basis-80 text-14">
          {rollbackProvenAt === null ? (
            <StateWord {...drillLooks["not-proven"]} word={t("neverWord")} />
          ) : (
            <DrillWord outcome="proven" />
          )}
          <p className="mt-1">
            {rollbackProvenAt === null
              ? t("never")
              : t.rich("proven", { when: () => <Time value={rollbackProvenAt} /> })}
            {due && rollbackProvenAt !== null && (
              <>
                <SentenceGap />
                {t("old", { days: drillDueDays })}
              </>
            )}
          </p>
          {lastDrill !== null && lastDrill.outcome !== "proven" && (
            <p className="mt-1 text-ink-2">
              {t.rich("lastOther", {
                when: () => <Time value={lastDrill.at} />,
                outcome: t(`short.${lastDrill.outcome}`),
              })}
              <SentenceGap />
              <Link
                href={`/hosts/${host.id}/applies/${lastDrill.applyId}` as Route}
                className="text-accent underline underline-offset-2"
              >
                {t("look")}
              </Link>
            </p>
          )}
          <p className="mt-2 max-w-prose text-13 text-ink-3">{t("what", { seconds })}</p>
        </div>
        <ConfirmDialog
          trigger={
            <Button pending={starting} disabled={pending !== null}>
              <LifeBuoy aria-hidden /> {t("start")}
            </Button>
          }
          title={t("ask.title", { seconds })}
          consequence={t("ask.text")}
          confirmLabel={t("ask.yes")}
          confirmVariant="primary"
          onConfirm={() => startTransition(startNow)}
        />
      </div>
      <FailureNote failure={fault} />
    </Section>
  );
}
