"use client";

import { ArrowRight, ChevronRight } from "lucide-react";
import { useOpened } from "@/lib/client/use-opened";
import type { MeaningRowView, NameLines } from "@/lib/server/services/meaning/meaning-view";
import { FamilyMarks } from "../ui/family-marks";
import { alsoWords, hangsOn, interfaceWords, type MeaningTexts } from "./meaning-words";
import { type ExplainRules, RowDetails } from "./row-details";
import { RowWhat, RowWho } from "./row-ends";
import { VerdictChange } from "./verdict-change";

type RowProps = {
  texts: MeaningTexts;
  hostId: string;
  row: MeaningRowView;
  lines: NameLines;
  explain: ExplainRules;
};

/** What else the packets of a row have in common, in few words. */
function notesOf(texts: MeaningTexts, row: MeaningRowView): string[] {
  const t = texts.meaning;
  const states = row.states.map((state) => t(`state.${state}`)).join(t("joint"));
  return [
    states,
    ...row.also.map((one) => alsoWords(t, one)),
    interfaceWords(t, "in", row.in),
    interfaceWords(t, "out", row.out),
    hangsOn(texts, row),
    row.idle ? t("idle") : null,
  ].filter((note): note is string => note !== null && note !== "");
}

/** who → what, and what becomes of it before and after; a packet and the rules are one press away. */
export function MeaningRow({ texts, hostId, row, lines, explain }: RowProps) {
  const t = texts.meaning;
  const notes = notesOf(texts, row);
  const { opened, details } = useOpened();
  return (
    <li className="relative border-b px-3 py-1.5 last:border-0">
      <div className="flex min-h-6 flex-col gap-x-4 gap-y-1 pr-8 md:flex-row md:items-center">
        <div className="flex min-w-0 flex-1 flex-wrap items-center gap-1.5 text-13">
          <RowWho t={t} row={row} lines={lines} />
          {/* Where it does not fit beside, the arrow leads the second line. */}
          <span className="flex flex-wrap items-center gap-1.5 md:contents">
            <ArrowRight aria-hidden className="size-3.5 shrink-0 text-ink-3" />
            <RowWhat t={t} row={row} lines={lines} />
          </span>
          {notes.length > 0 && <span className="text-12 text-ink-2">{notes.join(t("joint"))}</span>}
        </div>
        <div className="flex shrink-0 items-center gap-4">
          <VerdictChange texts={texts} row={row} />
          <FamilyMarks families={row.families} />
        </div>
      </div>
      <details {...details} className="[&[open]>summary>svg]:rotate-90">
        <summary
          title={t("details")}
          className="absolute top-0.5 right-1 grid size-8 list-none place-items-center rounded-2 text-ink-3 hover:text-ink touch:-top-1 touch:size-11 [&::-webkit-details-marker]:hidden"
        >
          <ChevronRight aria-hidden className="size-4 transition-transform duration-100" />
          <span className="sr-only">{t("details")}</span>
        </summary>
        {opened && <RowDetails texts={texts} hostId={hostId} row={row} explain={explain} />}
      </details>
    </li>
  );
}
