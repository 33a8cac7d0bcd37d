"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { ruleWords } from "../simulator/explain-words";
import { Button } from "../ui/button";
import { CommandText } from "../ui/command-text";
import { FamilyMarks } from "../ui/family-marks";
import type { Told } from "./told-account";

/** Enough to see what kind of rules they are. */
const first = 6;

/** Live rules word for word; of a long list the first ones, until somebody asks for more. */
export function LiveLines({ told: { lines, count } }: { told: Told }) {
  const t = useTranslations("adopt");
  const explain = useTranslations("explain");
  const [all, setAll] = useState(false);
  const shown = all ? lines : lines.slice(0, first);
  const left = lines.length - shown.length;
  return (
    <ul className="flex flex-col gap-1">
      {shown.map(({ family, text, said, notes }, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place
        <li key={at} className="flex items-baseline gap-2">
          <FamilyMarks families={[family]} />
          <div className="min-w-0">
            {said !== null && <p className="text-13">{ruleWords(explain, said)}</p>}
            <CommandText text={text} className="leading-5" />
            {notes.map((note) => (
              <p key={note} className="text-13 text-ink-2">
                {t(`note.${note}`)}
              </p>
            ))}
          </div>
        </li>
      ))}
      {left > 0 && (
        <li>
          <Button size="small" onClick={() => setAll(true)}>
            {t("found.more", { count: left })}
          </Button>
        </li>
      )}
      {left === 0 && count > lines.length && (
        <li className="text-13 text-ink-3">{t("found.rest", { count: count - lines.length })}</li>
      )}
    </ul>
  );
}
