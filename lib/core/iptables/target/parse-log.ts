import type { LogDetail } from "@/lib/core/ruleset/target";
import { clipped } from "../clip";
import type { Token } from "../lex-line";
import { lookup } from "../lookup";
import { most16, most32, wholeNumber } from "../numbers";
import { expected, type Fault, flag, isFault, type TargetParser, valued } from "../parse-option";
import { logDetails } from "./target-words";

/** Bytes of a prefix; the programs cut the rest off. For NFLOG nft keeps 127 of which the legacy programs keep 63. */
const longest = { LOG: 29, NFLOG: 127 } as const;

/** syslog(3) levels with the aliases that libxt_LOG knows. */
const logLevels: Readonly<Record<string, number>> = {
  emerg: 0,
  panic: 0,
  alert: 1,
  crit: 2,
  error: 3,
  err: 3,
  warning: 4,
  warn: 4,
  notice: 5,
  info: 6,
  debug: 7,
};
const defaultLogLevel = 4;

/** A prefix of at least one sign; empty where none is given. */
function readPrefix(token: Token | undefined, bytes: number): string | Fault {
  if (token === undefined) return "";
  return token.text === "" ? expected(token, "a prefix of at least one sign") : clipped(token.text, bytes);
}

export const logParser: TargetParser = {
  options: {
    "--log-prefix": valued,
    "--log-level": valued,
    ...Object.fromEntries(logDetails.map((detail) => [`--log-${detail}`, flag])),
  },
  read: (given) => {
    const prefix = readPrefix(given.value("--log-prefix"), longest.LOG);
    if (typeof prefix !== "string") return prefix;
    const token = given.value("--log-level");
    const level =
      token === undefined
        ? defaultLogLevel
        : (wholeNumber(token.text, 7) ?? lookup(logLevels, token.text.toLowerCase()));
    if (token !== undefined && level === undefined) {
      return expected(token, "a log level from 0 to 7, or a name such as info");
    }
    const details = logDetails.filter(
      (detail): detail is Exclude<LogDetail, "uid"> => detail !== "uid" && given.has(`--log-${detail}`),
    );
    return {
      kind: "log",
      prefix,
      // The default is not printed by iptables-save, so it is not kept either.
      level: level === undefined || level === defaultLogLevel ? null : level,
      uid: given.has("--log-uid"),
      ...(details.length > 0 && { details }),
    };
  },
};

export const nflogParser: TargetParser = {
  options: {
    "--nflog-prefix": valued,
    "--nflog-group": valued,
    "--nflog-range": valued,
    "--nflog-size": valued,
    "--nflog-threshold": valued,
  },
  read: (given) => {
    const conflict = given.conflict("--nflog-range", "--nflog-size");
    if (conflict !== null) return conflict;
    const prefix = readPrefix(given.value("--nflog-prefix"), longest.NFLOG);
    if (typeof prefix !== "string") return prefix;
    const number = (name: string, most: number): number | undefined | Fault => {
      const token = given.value(name);
      if (token === undefined) return undefined;
      return wholeNumber(token.text, most) ?? expected(token, `a number from 0 to ${most}`);
    };
    const group = number("--nflog-group", most16);
    const size = number("--nflog-size", most32);
    const range = number("--nflog-range", most32);
    const threshold = number("--nflog-threshold", most16);
    for (const value of [group, size, range, threshold])
      if (typeof value === "object" && isFault(value)) return value;
    // Only the legacy programs print it, and it has never done anything.
    if (range !== undefined) return "opaque";
    return {
      kind: "nflog",
      prefix,
      group: typeof group === "number" ? group : 0,
      ...(typeof size === "number" && { size }),
      // One at a time is what is not printed.
      ...(typeof threshold === "number" && threshold !== 0 && { threshold }),
    };
  },
};
