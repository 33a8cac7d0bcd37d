"use client";

import { ArrowRight } from "lucide-react";
import { useTranslations } from "use-intl";
import type { ChangeRow, MeaningDiff } from "@/lib/core/analysis/diff/change-row";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { Callout } from "../ui/callout";
import { FamilyMarks } from "../ui/family-marks";
import { type RowTexts, rowSentence } from "./row-words";

const kinds = ["opened", "closed", "answered-differently", "not-known"] as const;
const marks = { opened: "+", closed: "−", "answered-differently": "~", "not-known": "?" } as const;

/** The rows that begin a connection while rates are kept: what people ask first. */
export function isAsked(row: ChangeRow): boolean {
  return row.ordinary && !row.onlyBeyondRates;
}

function AskedRow({ row }: { row: ChangeRow }) {
  const t = useTranslations("adopt");
  const texts = useTranslations("adopt.change") as unknown as RowTexts;
  return (
    <li className="grid grid-cols-[1.25rem_minmax(0,1fr)] border-b py-2 text-14 last:border-b-0">
      <span aria-hidden className="font-mono font-semibold">
        {marks[row.kind]}
      </span>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-2">
          <FamilyMarks families={[row.family]} />
          <span className="min-w-0 break-words">{rowSentence(texts, row)}</span>
        </p>
        <p className="mt-0.5 flex flex-wrap items-center gap-1.5 text-13 text-ink-2">
          {t(`verdict.${row.before}`)}
          <ArrowRight aria-hidden className="size-3.5 text-ink-3" />
          {t(`verdict.${row.after}`)}
        </p>
        {row.dependsOn.map((condition) => (
          <p key={condition} className="break-words text-13 text-ink-3">
            {t("change.dependsOn", { condition })}
          </p>
        ))}
      </div>
    </li>
  );
}

/** What changes in meaning, in both families: new connections in words, every other packet by an example. */
export function MeaningRows({ diffs }: { diffs: { 4: MeaningDiff | null; 6: MeaningDiff | null } }) {
  const t = useTranslations("adopt.change");
  const all = [diffs[4], diffs[6]].flatMap((diff) => (diff?.outcome === "different" ? diff.rows : []));
  const asked = all.filter(isAsked);
  const others = all.filter((row) => !isAsked(row));
  const more = [diffs[4], diffs[6]].reduce(
    (sum, diff) => sum + (diff?.outcome === "different" ? diff.more : 0),
    0,
  );
  const intricate = ([4, 6] as const).filter((family) => diffs[family]?.outcome === "too-complex");
  return (
    <div className="flex flex-col gap-3">
      {intricate.map((family) => (
        <Callout key={family} kind="warning">
          {t("tooComplex", { family })}
        </Callout>
      ))}
      {asked.length === 0 && intricate.length === 0 && (
        <p className="text-14">{t(all.length === 0 ? "none" : "noneNew")}</p>
      )}
      {kinds.map((kind) => {
        const rows = asked.filter((row) => row.kind === kind);
        return (
          rows.length > 0 && (
            <div key={kind}>
              <h4 className="font-medium text-13 text-ink-2">{t(`kind.${kind}`)}</h4>
              <ul className="mt-1 rounded-3 border bg-raised px-3">
                {rows.map((row) => (
                  <AskedRow key={`${row.family} ${formatPacket(row.sample)}`} row={row} />
                ))}
              </ul>
            </div>
          )
        );
      })}
      {others.length > 0 && (
        <details className="text-13">
          <summary className="w-fit text-accent">{t("other", { count: others.length })}</summary>
          <p className="mt-1 max-w-prose text-ink-2">{t("otherLead")}</p>
          <ul className="mt-1.5 flex flex-col gap-1.5">
            {others.map((row) => (
              <li
                key={`${row.family} ${formatPacket(row.sample)} ${row.before} ${row.after}`}
                className="grid grid-cols-[1.25rem_minmax(0,1fr)]"
              >
                <span aria-hidden className="font-mono font-semibold">
                  {marks[row.kind]}
                </span>
                <span className="min-w-0">
                  <span className="sr-only">{t(`kind.${row.kind}`)}: </span>
                  <code className="break-words font-mono text-12">{formatPacket(row.sample)}</code>
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {more > 0 && <p className="text-13 text-ink-3">{t("more", { count: more })}</p>}
    </div>
  );
}
