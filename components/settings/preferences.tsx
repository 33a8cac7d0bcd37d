"use client";

import { useEffect, useState } from "react";
import { useTimeZone, useTranslations } from "use-intl";
import { localeNames, locales } from "@/messages/locales";
import { themes, usePreferences } from "../shell/use-preferences";
import { RadioCards } from "../ui/radio-cards";
import { Time } from "../ui/time";

/** Language and theme of this browser, and the clock that times are told by. */
export function Preferences({ now }: { now: string }) {
  const t = useTranslations("settings");
  const shell = useTranslations("shell");
  const { locale, setLocale, theme, setTheme } = usePreferences();
  const timeZone = useTimeZone();
  // The theme is known to the browser only.
  const [alive, setAlive] = useState(false);
  useEffect(() => setAlive(true), []);
  return (
    <div className="flex max-w-2xl flex-col gap-6">
      <div>
        <h3 className="mb-2 font-medium text-13">{shell("language")}</h3>
        <RadioCards
          label={shell("language")}
          value={locale}
          onValueChange={setLocale}
          cards={locales.map((one) => ({ value: one, title: <span lang={one}>{localeNames[one]}</span> }))}
        />
      </div>
      <div>
        <h3 className="mb-2 font-medium text-13">{shell("theme.label")}</h3>
        <RadioCards
          label={shell("theme.label")}
          value={alive ? theme : undefined}
          onValueChange={setTheme}
          cards={themes.map((one) => ({ value: one, title: shell(`theme.${one}`) }))}
          className="sm:grid-cols-3"
        />
      </div>
      <div>
        <h3 className="mb-1 font-medium text-13">{t("time")}</h3>
        <p className="text-14 text-ink-2">{t("timeZone", { zone: timeZone ?? "UTC" })}</p>
        <p className="text-14">
          <Time value={now} style="exact" />
        </p>
      </div>
    </div>
  );
}
