import { addressBits } from "@/lib/core/net/family";
import type { RateUnit } from "@/lib/core/ruleset/match";
import type { Token } from "./lex-line";
import {
  expected,
  isFault,
  type ModuleParser,
  negate,
  type Option,
  type Reading,
  wholeNumber,
} from "./parse-option";

const units: readonly RateUnit[] = ["second", "minute", "hour", "day"];

/** `5/min`: any beginning of the unit's name will do, and none means a second (libxt_limit.c). */
function readRate(token: Token): Reading<{ count: number; per: RateUnit }> {
  const [countText = "", unitText = "second"] = token.text.split("/");
  const count = wholeNumber(countText, 0xffffffff);
  const per = unitText === "" ? undefined : units.find((unit) => unit.startsWith(unitText.toLowerCase()));
  if (count === null && /^\d+[km]?b$/i.test(countText)) return "opaque";
  if (count === null || count === 0 || per === undefined) {
    return expected(token, "a rate such as 5/second, 10/minute, 3/hour or 1/day");
  }
  return { count, per };
}

/** The single value of an option; undefined when it is not given. */
function valueGiven(options: readonly Option[], ...names: readonly string[]): Token | undefined {
  return options.find(({ name }) => names.includes(name))?.values[0];
}

const defaultBurst = 5;

function readBurst(token: Token | undefined): Reading<number> {
  if (token === undefined) return defaultBurst;
  return wholeNumber(token.text, 0xffffffff) ?? expected(token, "a number of packets");
}

export const limitModule: ModuleParser = {
  arity: { "--limit": 1, "--limit-burst": 1 },
  read: (options) => {
    const rateToken = valueGiven(options, "--limit");
    // Without --limit the kernel's default of 3/hour holds.
    const rate = rateToken === undefined ? { count: 3, per: "hour" as const } : readRate(rateToken);
    if (rate === "opaque" || isFault(rate)) return rate;
    const burst = readBurst(valueGiven(options, "--limit-burst"));
    if (typeof burst !== "number") return burst;
    if (options.some(({ negated }) => negated)) return "opaque";
    return [{ kind: "limit", ...rate, burst }];
  },
};

/** Only the plain forms are modelled: one allowance per source address, or one for all (no mode). */
export const hashlimitModule: ModuleParser = {
  arity: {
    "--hashlimit": 1,
    "--hashlimit-upto": 1,
    "--hashlimit-above": 1,
    "--hashlimit-burst": 1,
    "--hashlimit-mode": 1,
    "--hashlimit-name": 1,
  },
  read: (options) => {
    const rateOptions = options.filter(({ name }) =>
      ["--hashlimit", "--hashlimit-upto", "--hashlimit-above"].includes(name),
    );
    const [rateOption] = rateOptions;
    const rateToken = rateOption?.values[0];
    const name = valueGiven(options, "--hashlimit-name");
    const mode = valueGiven(options, "--hashlimit-mode");
    if (rateOption === undefined || rateToken === undefined || rateOptions.length > 1) return "opaque";
    if (name === undefined || (mode !== undefined && mode.text !== "srcip")) return "opaque";
    if (options.some((option) => option.negated && option !== rateOption)) return "opaque";
    const rate = readRate(rateToken);
    if (rate === "opaque" || isFault(rate)) return rate;
    const burst = readBurst(valueGiven(options, "--hashlimit-burst"));
    if (typeof burst !== "number") return burst;
    const above = (rateOption.name === "--hashlimit-above") !== rateOption.negated;
    const shared = mode === undefined ? { shared: true } : {};
    return [{ kind: "source-limit", name: name.text, ...shared, above, ...rate, burst }];
  },
};

/** Connections are counted per source network; `--connlimit-daddr` is kept as text. */
export const connlimitModule: ModuleParser = {
  arity: {
    "--connlimit-above": 1,
    "--connlimit-upto": 1,
    "--connlimit-mask": 1,
    "--connlimit-saddr": 0,
  },
  read: (options, family) => {
    const counts = options.filter(({ name }) => name === "--connlimit-above" || name === "--connlimit-upto");
    const [count] = counts;
    const countToken = count?.values[0];
    if (count === undefined || countToken === undefined || counts.length > 1) return "opaque";
    const above = wholeNumber(countToken.text, 0xffffffff);
    if (above === null) return expected(countToken, "a number of connections");
    const maskToken = valueGiven(options, "--connlimit-mask");
    const most = addressBits(family);
    const mask = maskToken === undefined ? most : wholeNumber(maskToken.text, most);
    if (mask === null) return maskToken === undefined ? "opaque" : expected(maskToken, `0 to ${most}`);
    const negated = (count.name === "--connlimit-upto") !== count.negated;
    return [negate({ kind: "connection-limit", above, mask }, negated)];
  },
};
