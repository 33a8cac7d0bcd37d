"use client";

import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { localeNames, locales } from "@/messages/locales";
import { GateMark } from "../shell/gate-mark";
import { usePreferences } from "../shell/use-preferences";

/** The frame of the pages before anybody is let in: the mark, one form, the language. */
export function Door({ title, lead, children }: { title: ReactNode; lead: ReactNode; children: ReactNode }) {
  const t = useTranslations("shell");
  const { locale, setLocale } = usePreferences();
  return (
    <main className="mx-auto flex min-h-dvh w-full max-w-sm flex-col justify-center px-5 py-12">
      <div className="mb-8 flex items-center gap-2.5">
        <GateMark />
        <span className="font-semibold text-16 tracking-tight">Sekisho</span>
      </div>
      <h1 className="font-semibold text-20">{title}</h1>
      <p className="mt-1 mb-6 text-14 text-ink-2">{lead}</p>
      {children}
      <fieldset className="mt-10 flex gap-1 border-t pt-4">
        <legend className="sr-only">{t("language")}</legend>
        {locales.map((one) => (
          <button
            key={one}
            type="button"
            lang={one}
            aria-pressed={one === locale}
            onClick={() => setLocale(one)}
            className="rounded-2 px-2 py-1 text-13 text-ink-3 hover:text-ink aria-pressed:bg-sunken aria-pressed:font-medium aria-pressed:text-ink"
          >
            {localeNames[one]}
          </button>
        ))}
      </fieldset>
    </main>
  );
}
