import type { Match } from "@/lib/core/ruleset/match";
import { plain, type Word } from "../words";

/** What a rule without the option means, and what iptables-save leaves out; but a date is always printed (libxt_time.c). */
export const timeDefaults = { dayStart: 0, dayStop: 86_399, dateStart: 0, dateStop: 0x7fffffff } as const;

/** The days of the week from Monday, as iptables-save names them. */
export const weekDayNames = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;

const two = (number: number) => String(number).padStart(2, "0");

/** Seconds since midnight as `hh:mm:ss`. */
function dayText(seconds: number): string {
  return [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(":");
}

/** Seconds since 1970 as `YYYY-MM-DDThh:mm:ss`. */
function dateText(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, "YYYY-MM-DDThh:mm:ss".length);
}

/** The options of `-m time`, in the order in which iptables-save prints them. */
export function timeWords(match: Extract<Match, { kind: "time" }>): Word[] {
  const { dayStart, dayStop, dateStart, dateStop, monthDays, weekDays } = match;
  const allDay = dayStart === timeDefaults.dayStart && dayStop === timeDefaults.dayStop;
  return plain(
    ...(allDay ? [] : ["--timestart", dayText(dayStart), "--timestop", dayText(dayStop)]),
    ...(monthDays === null ? [] : ["--monthdays", monthDays.join(",")]),
    ...(weekDays === null ? [] : ["--weekdays", weekDays.map((day) => weekDayNames[day - 1]).join(",")]),
    ...(dateStart === 0 ? [] : ["--datestart", dateText(dateStart)]),
    ...(dateStop === 0 ? [] : ["--datestop", dateText(dateStop)]),
    ...(match.kernelZone ? ["--kerneltz"] : []),
    ...(match.contiguous ? ["--contiguous"] : []),
  );
}
