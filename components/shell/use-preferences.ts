"use client";

import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import { useLocale } from "use-intl";
import { localeCookie } from "@/lib/client/cookie-names";
import { setCookie } from "@/lib/client/set-cookie";
import { isLocale, type Locale } from "@/messages/locales";

export const themes = ["system", "light", "dark"] as const;
export type Theme = (typeof themes)[number];

/** Language and theme of this browser, and how to change them. Both take effect at once. */
export function usePreferences() {
  const router = useRouter();
  const { theme, setTheme } = useTheme();
  const locale = useLocale();
  return {
    locale,
    setLocale(next: string) {
      if (!isLocale(next)) return;
      setCookie(localeCookie, next satisfies Locale);
      router.refresh();
    },
    theme: themes.find((one) => one === theme) ?? "system",
    setTheme: (next: string) => setTheme(next),
  };
}
