import { useTranslations } from "use-intl";

/** For how long access is offered, in hours. */
export const spans = [1, 2, 8, 24, 72, 168] as const;

/** A span in words: hours up to a day, days beyond. */
export function useSpanText(): (hours: number) => string {
  const t = useTranslations("guest");
  return (hours) => (hours < 24 ? t("hour", { count: hours }) : t("day", { count: hours / 24 }));
}
