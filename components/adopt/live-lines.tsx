"use client";

import { useState } from "react";
import { useTranslations } from "use-intl";
import { type Entry, refKey } from "@/lib/core/adopt/account";
import { Button } from "../ui/button";
import { CommandText } from "../ui/command-text";
import { FamilyMarks } from "../ui/family-marks";
import type { Told } from "./told-account";

/** Enough to see what kind of rules they are. */
const first = 12;

/** Live rules word for word; of a long list the first ones, until somebody asks for more. `notesOf`: what to say below a line. */
export function LiveLines({
  told: { entries, count },
  notesOf = () => [],
}: {
  told: Told;
  notesOf?: (entry: Entry) => readonly string[];
}) {
  const t = useTranslations("adopt.found");
  const [all, setAll] = useState(false);
  const shown = all ? entries : entries.slice(0, first);
  const left = entries.length - shown.length;
  return (
    <ul className="flex flex-col gap-1">
      {shown.map((entry) => (
        <li key={refKey(entry)} className="flex items-baseline gap-2">
          <FamilyMarks families={[entry.family]} />
          <div className="min-w-0">
            <CommandText
              text={entry.table === "filter" ? entry.text : `-t ${entry.table} ${entry.text}`}
              className="leading-5"
            />
            {notesOf(entry).map((note) => (
              <p key={note} className="text-13 text-ink-2">
                {note}
              </p>
            ))}
          </div>
        </li>
      ))}
      {left > 0 && (
        <li>
          <Button size="small" onClick={() => setAll(true)}>
            {t("more", { count: left })}
          </Button>
        </li>
      )}
      {left === 0 && count > entries.length && (
        <li className="text-13 text-ink-3">{t("rest", { count: count - entries.length })}</li>
      )}
    </ul>
  );
}
