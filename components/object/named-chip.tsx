"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Chip } from "../ui/chip";
import { Popover, PopoverContent, PopoverTrigger } from "../ui/popover";
import { useNoteText } from "./use-note-text";

/** More entries than this are told as a number. */
const shownEntries = 12;

type NamedChipProps = {
  name: string;
  /** What the name stands for, one line each: prefixes, or protocols with ports. */
  lines: readonly string[];
  /** How many lines there are, where `lines` are only the first of them. */
  count?: number;
  note?: string;
  icon?: ReactNode;
  faint?: boolean;
};

/** A named network or service; what it holds is one hover, focus or tap away. */
export function NamedChip({ name, lines, count = lines.length, note, icon, faint }: NamedChipProps) {
  const t = useTranslations("objects");
  const noteText = useNoteText();
  if (lines.length === 0) {
    return (
      <Chip icon={icon} faint={faint}>
        {name}
      </Chip>
    );
  }
  const shown = lines.slice(0, shownEntries);
  const rest = count - shown.length;
  return (
    <Popover>
      <PopoverTrigger className="inline-flex max-w-full rounded-2" title={shown.join("\n")}>
        <Chip icon={icon} faint={faint} className="hover:border-ink-3">
          {name}
        </Chip>
      </PopoverTrigger>
      <PopoverContent aria-label={name} className="max-w-80">
        <p className="font-medium">{name}</p>
        <ul className="mt-1 font-mono text-12">
          {shown.map((line) => (
            <li key={line} className="break-all">
              {line}
            </li>
          ))}
        </ul>
        {rest > 0 && <p className="mt-1 text-12 text-ink-3">{t("moreEntries", { count: rest })}</p>}
        {note && <p className="mt-1.5 text-ink-2">{noteText(note)}</p>}
      </PopoverContent>
    </Popover>
  );
}
