"use client";

import { useTranslations } from "use-intl";
import { type Entry, refKey } from "@/lib/core/adopt/account";
import { CommandText } from "../ui/command-text";
import { FamilyMarks } from "../ui/family-marks";

/** Lists longer than this are counted from here on; the host has them all. */
const shown = 100;

/** Live rules word for word. `notesOf`: what to say below a line. */
export function LiveLines({
  entries,
  notesOf = () => [],
}: {
  entries: readonly Entry[];
  notesOf?: (entry: Entry) => readonly string[];
}) {
  const t = useTranslations("adopt.found");
  return (
    <ul className="flex flex-col gap-1">
      {entries.slice(0, shown).map((entry) => (
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
      {entries.length > shown && (
        <li className="text-13 text-ink-3">{t("rest", { count: entries.length - shown })}</li>
      )}
    </ul>
  );
}
