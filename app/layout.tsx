import { GeistMono } from "geist/font/mono";
import { GeistSans } from "geist/font/sans";
import type { Metadata, Viewport } from "next";
import { headers } from "next/headers";
import type { ReactNode } from "react";
import { Providers } from "@/components/shell/providers";
import { readRequestSettings } from "@/lib/server/i18n/request-settings";
import "./globals.css";

export const metadata: Metadata = {
  title: { default: "Sekisho", template: "%s · Sekisho" },
  robots: { index: false, follow: false },
};

export const viewport: Viewport = {
  themeColor: [
    { media: "(prefers-color-scheme: light)", color: "#faf9f6" },
    { media: "(prefers-color-scheme: dark)", color: "#0f1317" },
  ],
};

/** Reads the request, so every page is dynamic: a static one would carry no nonce and be dead under the security policy. */
export default async function RootLayout({ children }: { children: ReactNode }) {
  const [{ locale, timeZone, messages }, head] = await Promise.all([readRequestSettings(), headers()]);
  return (
    <html lang={locale} className={`${GeistSans.variable} ${GeistMono.variable}`} suppressHydrationWarning>
      <body>
        <Providers
          locale={locale}
          timeZone={timeZone}
          messages={messages}
          nonce={head.get("x-nonce") ?? undefined}
        >
          {children}
        </Providers>
      </body>
    </html>
  );
}
