import { useTranslations } from "use-intl";
import type { AssertionTexts } from "./assertion-words";

/** The texts that assertions are told with. */
export function useAssertionTexts(): AssertionTexts {
  return {
    assertion: useTranslations("assertion"),
    meaning: useTranslations("meaning"),
    explain: useTranslations("explain"),
  };
}
