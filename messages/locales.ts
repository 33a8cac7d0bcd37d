/** The languages of the panel; the first is the one for browsers that ask for none of them. */
export const locales = ["en", "ja"] as const;
export type Locale = (typeof locales)[number];

/** What each language calls itself. */
export const localeNames: Readonly<Record<Locale, string>> = { en: "English", ja: "日本語" };

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}
