"use client";

import { useLocale, useTimeZone } from "use-intl";
import { cn } from "@/lib/client/class-names";
import { formatMoment } from "@/lib/client/format-moment";

type TimeProps = {
  /** ISO 8601, or a Date. */
  value: string | Date;
  /** `moment`: date and time to the minute; `exact`: to the second; `clock`: only the time, to the second. */
  style?: "moment" | "exact" | "clock";
  /** Leaves the offset out: for rows under a time that shows it. */
  bare?: boolean;
  className?: string;
};

/** A point in time in the reader's language and zone, with its UTC offset in sight. */
export function Time({ value, style = "moment", bare = false, className }: TimeProps) {
  const locale = useLocale();
  const timeZone = useTimeZone() ?? "UTC";
  const date = typeof value === "string" ? new Date(value) : value;
  const { text, offset } = formatMoment(date, style, locale, timeZone);
  return (
    <time
      dateTime={date.toISOString()}
      title={`${timeZone} (${offset})`}
      className={cn("whitespace-nowrap", className)}
    >
      {text}
      {!bare && <span className="text-12 text-ink-3"> {offset}</span>}
    </time>
  );
}
