"use client";

import { type ReactNode, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { CommandText } from "@/components/ui/command-text";
import { FamilyMarks } from "@/components/ui/family-marks";
import type { FamilyRules } from "./family-rules";

/** Enough to see what kind of rules they are. */
const first = 8;
const step = 100;

/** Rules of others that stand below our jump and would no longer be asked; of a long list the first, then a hundred at a time, and those that the page does not carry as a text. */
export function ForeignRules({
  rules,
  count,
  href,
  title,
  children,
}: {
  /** The first ones. */
  rules: readonly FamilyRules[];
  /** How many there are. */
  count: number;
  /** Where all of them stand as text. */
  href: string;
  title: ReactNode;
  children: ReactNode;
}) {
  const t = useTranslations("review.foreign");
  const [shown, setShown] = useState(first);
  const lines = rules.flatMap(({ family, text }) =>
    text.split("\n").map((line, at) => ({ family, line, key: `${family} ${at}` })),
  );
  const left = Math.max(0, lines.length - shown);
  return (
    <Callout kind="warning" title={title}>
      <p>{children}</p>
      {lines.length > first && <p className="mt-1">{t("count", { count })}</p>}
      <ul className="mt-2 flex flex-col gap-1">
        {lines.slice(0, shown).map(({ family, line, key }) => (
          <li key={key} className="flex items-baseline gap-2">
            <FamilyMarks families={[family]} />
            <CommandText text={line} className="min-w-0" />
          </li>
        ))}
      </ul>
      {left > 0 && (
        <Button size="small" className="mt-3" onClick={() => setShown(shown + step)}>
          {t("more", { count: Math.min(step, left), left: count - shown })}
        </Button>
      )}
      {left === 0 && count > lines.length && (
        <p className="mt-3">
          <a
            href={href}
            target="_blank"
            rel="noreferrer"
            className="text-accent underline underline-offset-2"
          >
            {t("all", { count })}
          </a>
        </p>
      )}
    </Callout>
  );
}
