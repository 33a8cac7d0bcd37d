import type { createTranslator } from "use-intl/core";
import type messages from "@/messages/en";

/** Translator of the namespace `live`: the server's and the browser's have the same shape. */
export type LiveTranslator = ReturnType<typeof createTranslator<typeof messages, "live">>;

/** A length of time in its two largest units. */
export function spanWords(t: LiveTranslator, seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const minutes = Math.floor(whole / 60);
  const hours = Math.floor(minutes / 60);
  if (minutes === 0) return t("span.seconds", { seconds: whole });
  if (hours === 0) return t("span.minutes", { minutes, seconds: whole % 60 });
  if (hours < 24) return t("span.hours", { hours, minutes: minutes % 60 });
  return t("span.days", { days: Math.floor(hours / 24), hours: hours % 24 });
}
