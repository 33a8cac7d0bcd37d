"use client";

import { ArrowDownToLine, ArrowRightLeft, ArrowUpFromLine, type LucideIcon } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { Way } from "@/lib/server/services/explain/explain-view";
import { ways } from "./question-fields";

const icons: Readonly<Record<Way, LucideIcon>> = {
  in: ArrowDownToLine,
  out: ArrowUpFromLine,
  through: ArrowRightLeft,
};

/** Which way the packet goes: the browser's own radio buttons, so that a plain form has them too. */
export function WayChoice({ value, onChange }: { value: Way; onChange: (way: Way) => void }) {
  const t = useTranslations("explain.form");
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 font-medium text-13">{t("way")}</legend>
      <div className="flex overflow-hidden rounded-2 border border-line-control">
        {ways.map((way) => {
          const Icon = icons[way];
          return (
            <label
              key={way}
              className={cn(
                "flex min-h-9 flex-1 items-center justify-center gap-1.5 border-line-control border-l px-2 py-1 text-center text-13 first:border-l-0 has-focus-visible:outline-2 has-focus-visible:outline-accent has-focus-visible:-outline-offset-2 touch:min-h-11",
                value === way
                  ? "bg-accent-soft font-medium text-accent"
                  : "bg-raised text-ink-2 hover:bg-sunken hover:text-ink",
              )}
            >
              <input
                type="radio"
                name="way"
                value={way}
                checked={value === way}
                onChange={() => onChange(way)}
                className="sr-only"
              />
              <Icon aria-hidden className="size-4 shrink-0" />
              {t(`ways.${way}`)}
            </label>
          );
        })}
      </div>
      <p className="mt-1 text-13 text-ink-3">{t(`wayHints.${value}`)}</p>
    </fieldset>
  );
}
