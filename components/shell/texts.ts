import { use } from "react";
import type en from "@/messages/en";
import type { Locale } from "@/messages/locales";

/** Each language by itself: a browser loads the one that it shows, once, and keeps it. */
const loaders: Readonly<Record<Locale, () => Promise<{ readonly default: typeof en }>>> = {
  en: () => import("@/messages/en"),
  ja: () => import("@/messages/ja"),
};

const loading = new Map<Locale, Promise<typeof en>>();

function textsOf(locale: Locale): Promise<typeof en> {
  let texts = loading.get(locale);
  if (texts === undefined) {
    texts = loaders[locale]().then((module) => module.default);
    loading.set(locale, texts);
    // What could not be loaded is asked for again.
    texts.catch(() => loading.delete(locale));
  }
  return texts;
}

/** All texts of a language. They come as a file of their own: written into a page they were most of many pages. */
export function useTexts(locale: Locale): typeof en {
  return use(textsOf(locale));
}
