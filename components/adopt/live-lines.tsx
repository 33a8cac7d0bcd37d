"use client";

import { useTranslations } from "use-intl";
import { type Entry, refKey } from "@/lib/core/adopt/account";
import { CommandText } from "../ui/command-text";
import { FamilyMarks } from "../ui/family-marks";
import type { Told } from "./told-account";

/** Live rules word for word. `notesOf`: what to say below a line. */
export function LiveLines({
  told: { entries, count },
  notesOf = () => [],
}: {
  told: Told;
  notesOf?: (entry: Entry) => readonly string[];
}) {
  const t = useTranslations("adopt.found");
  return (
    <ul className="flex flex-col gap-1">
      {entries.map((entry) => (
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
      {count > entries.length && (
        <li className="text-13 text-ink-3">{t("rest", { count: count - entries.length })}</li>
      )}
    </ul>
  );
}
