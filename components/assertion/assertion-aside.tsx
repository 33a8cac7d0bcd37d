"use client";

import { LoaderCircle } from "lucide-react";
import type { Route } from "next";
import Link from "next/link";
import { useSelectedLayoutSegment } from "next/navigation";
import { readingOfText } from "@/lib/client/assertion-reading";
import { useDraft } from "../policy/draft-context";
import { OutcomeWord } from "./outcome-word";
import { lastAnswered } from "./use-assertion-answers";
import { useAssertionTexts } from "./use-assertion-texts";

/** Beside the other steps: whether what was asserted is still true. Nothing where nothing is asserted. */
export function AssertionAside() {
  const { assertion: t } = useAssertionTexts();
  const { hostId, body, asserted } = useDraft();
  const lines = body.assertions ?? [];
  const onItsOwnStep = useSelectedLayoutSegment() === "protections";
  if (lines.length === 0 || onItsOwnStep) return null;
  const checking = asserted.kind === "checking";
  const answered = lastAnswered(asserted);
  const results = answered?.kind === "answered" && answered.view.told ? answered.view.results : [];
  const outcomeOf = (index: number) => results.find((result) => result.index === index)?.outcome;
  return (
    <section aria-labelledby="assertions-aside" className="rounded-3 border border-line bg-raised p-4">
      <div className="mb-2 flex items-baseline justify-between gap-3">
        <h2 id="assertions-aside" className="font-semibold text-14">
          {t("aside.title")}
        </h2>
        <Link
          href={`/hosts/${hostId}/edit/protections#assertions` as Route}
          className="text-13 text-accent hover:underline"
        >
          {t("aside.edit")}
        </Link>
      </div>
      <ul aria-live="polite" className="flex flex-col gap-2 text-13">
        {lines.map((text, index) => {
          const outcome = outcomeOf(index);
          return (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
            <li key={index}>
              <span className="inline-flex items-center gap-1.5">
                {outcome === undefined ? (
                  <span className="text-ink-3">{t(checking ? "checking" : "outcome.unreadable")}</span>
                ) : (
                  <OutcomeWord outcome={outcome} word={t(`outcome.${outcome}`)} />
                )}
                {checking && <LoaderCircle aria-hidden className="size-4 animate-turn text-ink-3" />}
              </span>
              <p className="break-words text-ink-2">{readingOfText(t, text)}</p>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
