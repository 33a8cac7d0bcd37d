"use client";

import { useRouter } from "next/navigation";
import { ThemeProvider } from "next-themes";
import { type ReactNode, useEffect } from "react";
import { IntlProvider } from "use-intl";
import { timeZoneCookie } from "@/lib/client/cookie-names";
import { setCookie } from "@/lib/client/set-cookie";
import type en from "@/messages/en";
import type { Locale } from "@/messages/locales";
import { Toaster } from "../ui/toast";
import { TooltipProvider } from "../ui/tooltip";

type ProvidersProps = {
  locale: Locale;
  timeZone: string;
  messages: typeof en;
  /** Of this request's security policy. */
  nonce: string | undefined;
  children: ReactNode;
};

/** Tells the server the reader's time zone, once and after each journey. */
function TimeZoneReport({ known }: { known: string }) {
  const router = useRouter();
  useEffect(() => {
    const actual = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (
      !actual ||
      actual === known ||
      document.cookie.includes(`${timeZoneCookie}=${encodeURIComponent(actual)}`)
    ) {
      return;
    }
    setCookie(timeZoneCookie, actual);
    router.refresh();
  }, [known, router]);
  return null;
}

/** What every page stands in: texts, theme, tooltips, toasts. */
export function Providers({ locale, timeZone, messages, nonce, children }: ProvidersProps) {
  return (
    <ThemeProvider
      attribute="data-theme"
      defaultTheme="system"
      enableSystem
      disableTransitionOnChange
      nonce={nonce}
    >
      <IntlProvider locale={locale} timeZone={timeZone} messages={messages}>
        <TooltipProvider>
          <TimeZoneReport known={timeZone} />
          {children}
          <Toaster />
        </TooltipProvider>
      </IntlProvider>
    </ThemeProvider>
  );
}
