"use client";

import { Play } from "lucide-react";
import type { Route } from "next";
import { useRouter } from "next/navigation";
import { type ReactNode, useCallback, useTransition } from "react";
import { useTranslations } from "use-intl";
import { placeKey } from "@/lib/core/checks/matrix";
import { Button } from "../ui/button";
import { FailureNote } from "../ui/failure-note";
import { ProgressSteps, type StepState } from "../ui/progress-steps";
import { useFromWords } from "./place-name";
import { type RunPlace, useCheckRun } from "./use-check-run";

type RunChecksProps = {
  hostId: string;
  /** An apply is under way: what is expected may be about to change. */
  busy: boolean;
  /** There is a run already: a newer one is the lesser thing to do. */
  again?: boolean;
  /** What is told as long as nothing was tried yet. */
  children?: ReactNode;
  /** Where the new run is shown; null: here. */
  shownAt?: Route | null;
};

/** Runs all checks now, and shows place by place how far they are. */
export function RunChecks({ hostId, busy, again = false, shownAt = null, children }: RunChecksProps) {
  const t = useTranslations("checks");
  const router = useRouter();
  const [showing, show] = useTransition();
  const done = useCallback(
    () =>
      show(() => {
        if (shownAt !== null) router.push(shownAt);
        router.refresh();
      }),
    [router, shownAt],
  );
  const { places, failure, run } = useCheckRun(hostId, done);
  const running = places !== null || showing;
  return (
    <>
      <div className="flex max-w-prose flex-col items-start gap-2">
        <Button
          variant={again ? "secondary" : "primary"}
          pending={running}
          disabled={busy}
          onClick={() => void run()}
        >
          {!running && <Play aria-hidden />} {running ? t("running") : t(again ? "again" : "run")}
        </Button>
        <p role="status" className="text-13 text-ink-3 empty:hidden">
          {running ? t("waiting") : busy ? t("busy") : ""}
        </p>
        {places !== null && places.length > 0 && <Places places={places} />}
        <FailureNote failure={failure} />
      </div>
      {!running && children}
    </>
  );
}

function stateOf({ checks, ended }: RunPlace, first: boolean): StepState {
  if (ended) return "done";
  // The host is read before anything is tried.
  return checks !== null || first ? "running" : "waiting";
}

function Places({ places }: { places: readonly RunPlace[] }) {
  const t = useTranslations("checks.progress");
  const from = useFromWords();
  const done = places.filter(({ ended }) => ended).length;
  return (
    <div className="w-full rounded-3 border bg-raised px-4 py-2">
      <p className="border-line border-b py-2 font-medium text-13">
        {t("done", { done, count: places.length })}
      </p>
      <ProgressSteps
        label={t("label")}
        steps={places.map((place, at) => ({
          id: placeKey(place.from),
          title: t("from", { from: from(place.from) }),
          detail:
            place.checks === null
              ? (at === 0 && t("reading")) || undefined
              : t("checks", { count: place.checks }),
          state: stateOf(place, at === 0),
        }))}
      />
    </div>
  );
}
