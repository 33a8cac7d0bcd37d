import "server-only";
import { createTranslator } from "use-intl/core";
import type en from "@/messages/en";
import { readRequestSettings } from "./request-settings";

/**
 * The texts of one namespace (a file of `messages/<locale>/`) for server components and actions:
 * `const t = await getTranslations("hosts"); t("title")`. Client components call `useTranslations("hosts")`.
 */
export async function getTranslations<const Namespace extends keyof typeof en>(namespace: Namespace) {
  const { locale, timeZone, messages } = await readRequestSettings();
  return createTranslator<typeof en, Namespace>({
    locale,
    timeZone,
    messages,
    namespace: namespace as never,
  });
}
