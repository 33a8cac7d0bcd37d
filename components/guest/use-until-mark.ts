import { useLocale, useTimeZone, useTranslations } from "use-intl";
import { formatMoment } from "@/lib/client/format-moment";

/** When a rule ends by itself, or has ended, in a few words; null: it stays. */
export function useUntilMark(): (until: string | undefined) => string | null {
  const t = useTranslations("guest.mark");
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  return (until) => {
    if (until === undefined) return null;
    const end = new Date(until);
    const { text: moment } = formatMoment(end, "moment", locale, timeZone);
    return t(end.getTime() < Date.now() ? "over" : "until", { moment });
  };
}
