"use client";

import { useLocale } from "use-intl";

/** What stands between two sentences of a paragraph: a blank, and nothing in Japanese, where 。 brings its own room. */
export function SentenceGap() {
  return useLocale() === "ja" ? null : " ";
}
