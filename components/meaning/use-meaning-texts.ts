"use client";

import { useTranslations } from "use-intl";
import type { Between, MeaningTexts } from "./meaning-words";

/** The texts that rows are told with. */
export function useMeaningTexts(between: Between): MeaningTexts {
  return {
    meaning: useTranslations("meaning"),
    explain: useTranslations("explain"),
    common: useTranslations("common"),
    between,
  };
}
