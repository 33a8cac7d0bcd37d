"use client";

import type { Route } from "next";
import { useSelectedLayoutSegment } from "next/navigation";
import { useRef } from "react";
import { useTranslations } from "use-intl";
import { AssertionAside } from "@/components/assertion/assertion-aside";
import { hasRest } from "@/components/drawing/drawing-layout";
import type { Drawing } from "@/components/drawing/drawing-types";
import { answersSentence, laneSentence, restSentence } from "@/components/drawing/drawing-words";
import { RulesetDrawing } from "@/components/drawing/ruleset-drawing";
import { cn } from "@/lib/client/class-names";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { useDraft } from "./draft-context";
import { isWizardStep } from "./wizard-step";

/** The picture of the draft and what it means, beside every step, as it is typed. */
export function WizardPreview() {
  const t = useTranslations("wizard.preview");
  const tDrawing = useTranslations("drawing");
  const { body, drawing, preview, hostName, hostId } = useDraft();
  const segment = useSelectedLayoutSegment() ?? "";
  const step = isWizardStep(segment) ? segment : "role";
  const last = useRef<Drawing | null>(null);
  if (drawing !== null) last.current = drawing;
  const shown = drawing ?? last.current;
  // The sandbox decides nothing about what comes in.
  const about = isSandbox(body) ? "client" : step;
  const direction = about === "client" ? "out" : "in";
  return (
    <aside aria-label={t("label")} className="flex flex-col gap-4">
      <section className="rounded-3 border border-line bg-raised p-4">
        <h2 className="mb-3 font-semibold text-14">{t("picture")}</h2>
        {shown === null ? (
          <p className="text-13 text-ink-2">{t("nothingYet")}</p>
        ) : (
          <div className={cn(drawing === null && "[&_svg]:opacity-60")}>
            <RulesetDrawing
              drawing={shown}
              t={tDrawing}
              name={hostName}
              form="compact"
              hrefOf={(rule) =>
                `/hosts/${hostId}/edit/${shown.lanes.find((lane) => lane.ruleId === rule)?.direction === "out" ? "client" : "services"}#rule-${rule}` as Route
              }
            />
          </div>
        )}
        {drawing === null && shown !== null && <p className="mt-2 text-13 text-ink-2">{t("stale")}</p>}
        {preview.leftOut > 0 && (
          <p className="mt-2 text-13 text-pending">{t("leftOut", { count: preview.leftOut })}</p>
        )}
      </section>
      <AssertionAside />
      {shown !== null && (
        <section className="rounded-3 border border-line bg-raised p-4">
          <h2 className="mb-2 font-semibold text-14">{t("meaning")}</h2>
          <p className="mb-2 text-13 text-ink-2">{t(`about.${about}`)}</p>
          <ul className="flex list-disc flex-col gap-1 pl-5 text-13">
            {shown.lanes
              .filter((lane) => lane.direction === direction)
              .map((lane) => (
                <li key={lane.key}>{laneSentence(tDrawing, lane, shown)}</li>
              ))}
            {hasRest(shown, direction) && <li>{restSentence(tDrawing, shown, direction)}</li>}
            <li>{answersSentence(tDrawing, shown.answers[direction], direction)}</li>
          </ul>
        </section>
      )}
    </aside>
  );
}
