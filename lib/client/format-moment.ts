export type MomentStyle = "moment" | "exact" | "clock";

const styles: Readonly<Record<MomentStyle, Intl.DateTimeFormatOptions>> = {
  moment: { year: "numeric", month: "short", day: "numeric", hour: "2-digit", minute: "2-digit" },
  exact: {
    year: "numeric",
    month: "short",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  },
  clock: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

/** A date in words of the locale on a 24-hour clock, and the zone's offset at that date, e.g. `UTC+09:00`. */
export function formatMoment(
  date: Date,
  style: MomentStyle,
  locale: string,
  timeZone: string,
): { text: string; offset: string } {
  const text = new Intl.DateTimeFormat(locale, { ...styles[style], hourCycle: "h23", timeZone }).format(date);
  const zone = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" })
    .formatToParts(date)
    .find((part) => part.type === "timeZoneName")?.value;
  const offset = (zone ?? "GMT").replace("GMT", "UTC");
  return { text, offset };
}
