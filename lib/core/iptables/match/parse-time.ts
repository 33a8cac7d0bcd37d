import type { Match } from "@/lib/core/ruleset/match";
import type { Token } from "../lex-line";
import {
  expected,
  type Fault,
  flag,
  isFault,
  type ModuleParser,
  type Option,
  turnable,
  valued,
} from "../parse-option";
import { timeDefaults, weekDayNames } from "./time-text";

/** Parts of a date or a time with the highest value of each; what is left out stands at its lowest. */
function parts(text: string, pattern: RegExp, most: readonly number[]): readonly number[] | null {
  const found = pattern
    .exec(text)
    ?.slice(1)
    .map((part) => (part === undefined ? null : Number(part)));
  return found?.every((part, at) => part === null || part <= (most[at] ?? 0))
    ? found.map((part, at) => part ?? (at === 1 || at === 2 ? 1 : 0))
    : null;
}

const datePattern = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:T(\d{1,2})(?::(\d{1,2})(?::(\d{1,2}))?)?)?)?)?$/;

/** `YYYY[-MM[-DD[Thh[:mm[:ss]]]]]` as seconds since 1970; days that a month does not have run on into the next. */
function readDate(token: Token | undefined, otherwise: number): number | Fault {
  if (token === undefined) return otherwise;
  const found = parts(token.text, datePattern, [2038, 12, 31, 23, 59, 59]);
  const [year = 0, month = 1, day = 1, ...time] = found ?? [];
  const seconds = Date.UTC(year, month - 1, day, ...time) / 1000;
  return found === null || year < 1970 || seconds < 0 || seconds > timeDefaults.dateStop
    ? expected(token, "a date from 1970 to 2038 such as 2030-01-31T08:00:00")
    : seconds;
}

/** `hh:mm[:ss]` as seconds since midnight. */
function readTime(token: Token | undefined, otherwise: number): number | Fault {
  if (token === undefined) return otherwise;
  const found = /^(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?$/.exec(token.text);
  const [hours = 99, minutes = 99, seconds = 0] = (found?.slice(1) ?? []).map((part) => Number(part ?? 0));
  return hours > 23 || minutes > 59 || seconds > 59
    ? expected(token, "a time of day such as 08:00 or 23:59:59")
    : hours * 3600 + minutes * 60 + seconds;
}

/** A list of days; null where every day is in it. */
function readDays(
  option: Option | undefined,
  count: number,
  read: (word: string) => number | undefined,
): readonly number[] | null | Fault {
  const token = option?.values[0];
  if (option === undefined || token === undefined) return null;
  const given = token.text.split(",").map(read);
  // Day 0 of a month is read, and means nothing.
  const least = count === 7 ? 1 : 0;
  if (!given.every((day) => day !== undefined && day >= least && day <= count)) {
    return expected(
      token,
      count === 7 ? "days out of Mon, Tue, …, Sun or 1 to 7" : "days of the month, 1 to 31",
    );
  }
  const all = Array.from({ length: count }, (_, at) => at + 1);
  const days = all.filter((day) => given.includes(day) !== option.negated);
  return days.length === count ? null : days;
}

const dayNumber = (word: string) => (/^\d{1,2}$/.test(word) ? Number(word) : undefined);

/** Two letters are enough of a weekday's name. */
function weekDay(word: string): number | undefined {
  const at = weekDayNames.findIndex((name) => word.slice(0, 2) === name.slice(0, 2));
  return at < 0 ? dayNumber(word) : at + 1;
}

export const timeModule: ModuleParser = {
  options: {
    "--timestart": valued,
    "--timestop": valued,
    "--monthdays": turnable,
    "--weekdays": turnable,
    "--datestart": valued,
    "--datestop": valued,
    "--kerneltz": flag,
    "--localtz": "--kerneltz",
    "--utc": flag,
    "--contiguous": flag,
  },
  read: (given) => {
    const conflict = given.conflict("--utc", "--kerneltz");
    if (conflict !== null) return conflict;
    const dayStart = readTime(given.value("--timestart"), timeDefaults.dayStart);
    const dayStop = readTime(given.value("--timestop"), timeDefaults.dayStop);
    const dateStart = readDate(given.value("--datestart"), timeDefaults.dateStart);
    const dateStop = readDate(given.value("--datestop"), timeDefaults.dateStop);
    const monthDays = readDays(given.get("--monthdays"), 31, dayNumber);
    const weekDays = readDays(given.get("--weekdays"), 7, weekDay);
    for (const part of [dayStart, dayStop, dateStart, dateStop, monthDays, weekDays]) {
      if (part !== null && typeof part === "object" && isFault(part)) return part;
    }
    const contiguous = given.get("--contiguous");
    if (contiguous !== undefined && dayStart < dayStop) {
      return expected(contiguous.token, "--contiguous only where the time stops before it starts");
    }
    return [
      {
        kind: "time",
        dayStart,
        dayStop,
        dateStart,
        dateStop,
        monthDays,
        weekDays,
        kernelZone: given.has("--kerneltz"),
        contiguous: contiguous !== undefined,
      } as Extract<Match, { kind: "time" }>,
    ];
  },
};
