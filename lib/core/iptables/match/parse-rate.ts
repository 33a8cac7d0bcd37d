import { addressBits, type Family } from "@/lib/core/net/family";
import type { RateUnit } from "@/lib/core/ruleset/match";
import type { Token } from "../lex-line";
import { most32, wholeNumber } from "../numbers";
import {
  expected,
  type Fault,
  flag,
  isFault,
  type ModuleParser,
  negate,
  turnable,
  valued,
} from "../parse-option";
import { readLength } from "./parse-address";
import { isTooFast, type Rate, rateScale, settledRate } from "./rate-text";

const units: readonly RateUnit[] = ["second", "minute", "hour", "day"];

/** `5/min`: any beginning of the unit's name will do, and none means a second (libxt_limit.c). */
export function readRate(token: Token, scale: number): Rate | Fault {
  const [countText = "", unitText = "second"] = token.text.split("/");
  const count = wholeNumber(countText, most32, 1);
  const per = unitText === "" ? undefined : units.find((unit) => unit.startsWith(unitText.toLowerCase()));
  if (count === null || per === undefined) {
    return expected(token, "a rate such as 5/second, 10/minute, 3/hour or 1/day");
  }
  return isTooFast({ count, per }, scale)
    ? expected(token, `a rate of at most ${scale}/second`)
    : { count, per };
}

export const defaultBurst = 5;
/** The most that libxt_limit.c takes. */
const mostBurst = 10_000;

export const limitModule: ModuleParser = {
  options: { "--limit": valued, "--limit-burst": valued },
  read: (given) => {
    const rateToken = given.value("--limit");
    // Without --limit the kernel's default of 3/hour holds.
    const rate =
      rateToken === undefined ? { count: 3, per: "hour" as const } : readRate(rateToken, rateScale.limit);
    if (isFault(rate)) return rate;
    const burstToken = given.value("--limit-burst");
    const burst = burstToken === undefined ? defaultBurst : wholeNumber(burstToken.text, mostBurst);
    if (burst === null)
      return expected(burstToken ?? given.place, `a number of packets, at most ${mostBurst}`);
    return [{ kind: "limit", ...settledRate(rate, rateScale.limit), burst }];
  },
};

/** Connections are counted per network of the source, or of the destination. */
function readMask(token: Token | undefined, family: Family): number | "opaque" | Fault {
  if (token === undefined) return addressBits(family);
  const length = readLength(token.text, token, family);
  return typeof length === "number" || isFault(length) ? length : "opaque";
}

export const connlimitModule: ModuleParser = {
  options: {
    "--connlimit-upto": turnable,
    "--connlimit-above": turnable,
    "--connlimit-mask": valued,
    "--connlimit-saddr": flag,
    "--connlimit-daddr": flag,
  },
  read: (given) => {
    const conflict =
      given.conflict("--connlimit-upto", "--connlimit-above") ??
      given.conflict("--connlimit-saddr", "--connlimit-daddr");
    if (conflict !== null) return conflict;
    const option = given.get("--connlimit-above") ?? given.get("--connlimit-upto");
    const token = option?.values[0];
    if (option === undefined || token === undefined)
      return given.lacks("--connlimit-above or --connlimit-upto");
    const above = wholeNumber(token.text, most32);
    if (above === null) return expected(token, "a number of connections");
    const mask = readMask(given.value("--connlimit-mask"), given.family);
    if (typeof mask !== "number") return mask;
    const negated = (option.name === "--connlimit-upto") !== option.negated;
    const by = given.has("--connlimit-daddr") ? { by: "destination" as const } : {};
    return [negate({ kind: "connection-limit", above, mask, ...by }, negated)];
  },
};
