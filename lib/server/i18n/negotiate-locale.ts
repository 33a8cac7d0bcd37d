import { isLocale, type Locale, locales } from "@/messages/locales";

/**
 * The language for a request: the cookie's, else the first that the browser asks for and the panel speaks, else English.
 * `acceptLanguage` is the header as sent, e.g. `ja,en-US;q=0.8,en;q=0.5`.
 */
export function negotiateLocale(cookie: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(cookie)) return cookie;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...options] = part.trim().split(";");
      const quality = options.map((option) => /^\s*q=([\d.]+)$/.exec(option)?.[1]).find(Boolean);
      return { language: tag.toLowerCase().split("-")[0], weight: quality ? Number(quality) : 1 };
    })
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => b.weight - a.weight);
  return wanted.map(({ language }) => language).find(isLocale) ?? locales[0];
}
