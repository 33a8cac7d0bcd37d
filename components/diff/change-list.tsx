"use client";

import { useTranslations } from "use-intl";
import { useReadAssertions } from "@/lib/client/assertion-reading";
import type { ChangeItem } from "@/lib/core/policy/describe";
import { type ChangeTexts, changeSentence } from "./change-words";

const marks = { "+": "+", "-": "−", "~": "~" } as const;

/** What changes, in words, each led by its mark. */
export function ChangeList({ changes, limit }: { changes: readonly ChangeItem[]; limit?: number }) {
  const t = useTranslations("review.change");
  const texts = t as unknown as ChangeTexts;
  const read = useReadAssertions();
  const shown = limit === undefined ? changes : changes.slice(0, limit);
  return (
    <ul className="flex flex-col">
      {shown.map((change) => (
        <li
          key={`${change.code} ${change.text}`}
          className="grid grid-cols-[1.5rem_minmax(0,1fr)] border-line border-b py-1.5 text-14 last:border-b-0"
        >
          <span aria-hidden className="font-mono font-semibold">
            {marks[change.mark]}
          </span>
          <span>
            <span className="sr-only">{t(`mark.${change.mark}`)}: </span>
            {changeSentence(texts, read(change))}
          </span>
        </li>
      ))}
      {shown.length < changes.length && (
        <li className="py-1.5 text-13 text-ink-3">{t("more", { count: changes.length - shown.length })}</li>
      )}
    </ul>
  );
}
