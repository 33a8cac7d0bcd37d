import "server-only";
import { cookies, headers } from "next/headers";
import { cache } from "react";
import { localeCookie, timeZoneCookie } from "@/lib/client/cookie-names";
import en from "@/messages/en";
import ja from "@/messages/ja";
import type { Locale } from "@/messages/locales";
import { negotiateLocale } from "./negotiate-locale";

const messages: Readonly<Record<Locale, typeof en>> = { en, ja };

export type RequestSettings = {
  readonly locale: Locale;
  /** IANA name, as the browser reported it; UTC until it has. */
  readonly timeZone: string;
  readonly messages: typeof en;
};

function knownTimeZone(name: string | undefined): string {
  if (!name) return "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return "UTC";
  }
}

/** Language, time zone and texts of the request that is being answered. Read once a request. */
export const readRequestSettings = cache(async (): Promise<RequestSettings> => {
  const [jar, head] = await Promise.all([cookies(), headers()]);
  const locale = negotiateLocale(jar.get(localeCookie)?.value, head.get("accept-language"));
  return {
    locale,
    timeZone: knownTimeZone(jar.get(timeZoneCookie)?.value),
    messages: messages[locale],
  };
});
