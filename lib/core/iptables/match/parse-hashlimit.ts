import { addressBits } from "@/lib/core/net/family";
import type { CountingMatch } from "@/lib/core/ruleset/counting-match";
import type { Token } from "../lex-line";
import { most32, wholeNumber } from "../numbers";
import {
  expected,
  type Fault,
  flag,
  type Given,
  isFault,
  type ModuleParser,
  type OptionTable,
  turnable,
  valued,
} from "../parse-option";
import { readBytes, settledBytes } from "./byte-rate";
import { rateKeys } from "./counting-words";
import { readLength } from "./parse-address";
import { defaultBurst, readRate } from "./parse-rate";
import { rateScale, rateText, secondsIn, settledRate } from "./rate-text";

type Keyed = Extract<CountingMatch, { kind: "keyed-limit" }>;
type SourceLimit = Extract<CountingMatch, { kind: "source-limit" }>;

const mostBurst = 1_000_000;
/** Seconds after which an idle entry of a rate in bytes is forgotten: without and with a burst. */
const byteExpiry = { plain: 15, burst: 60 } as const;
/** Milliseconds between two rounds of throwing out old entries, where nothing is said. */
const defaultInterval = 1000;

/** What is said of the rate: its text, and after how many seconds an entry is forgotten where no option says it. */
type ReadRate = {
  readonly rate: string;
  readonly burst: string | null;
  /** By the unit that was written, and by the one that iptables-save prints. */
  readonly expiry: number;
  readonly printedExpiry: number;
  readonly plain: { readonly count: number; readonly per: SourceLimit["per"]; readonly burst: number } | null;
  readonly measured: number | null;
};

function readByteRate(given: Given, token: Token, bytes: bigint): ReadRate | Fault {
  const burstToken = given.value("--hashlimit-burst");
  const burst = burstToken === undefined ? null : readBytes(burstToken.text, /^b?$/);
  if (burstToken !== undefined && burst === null)
    return expected(burstToken, "a number of bytes such as 400kb");
  const settled = settledBytes(bytes, burst);
  if (settled === "small-burst") return expected(burstToken ?? token, "a burst of no less than the rate");
  if (typeof settled === "string") return expected(token, "a rate from 16b/s to 65535mb/s");
  const expiry = burst === null ? byteExpiry.plain : byteExpiry.burst;
  return { ...settled, expiry, printedExpiry: expiry, plain: null, measured: 1 };
}

function readPacketRate(given: Given, token: Token): ReadRate | Fault {
  const rate = readRate(token, rateScale.hashlimit);
  if (isFault(rate)) return rate;
  const burstToken = given.value("--hashlimit-burst");
  const bytes = burstToken === undefined ? BigInt(defaultBurst) : readBytes(burstToken.text, /^$/);
  if (bytes === null || bytes < 1n || bytes > mostBurst) {
    return expected(burstToken ?? given.place, `a number of packets from 1 to ${mostBurst}`);
  }
  const burst = Number(bytes);
  // A rate that is measured is kept for one second, with the span that it was written for beside it.
  const perSecond = given.has("--hashlimit-rate-match")
    ? { count: rate.count, per: "second" as const }
    : rate;
  const settled = settledRate(perSecond, rateScale.hashlimit);
  return {
    rate: rateText(settled.count, settled.per, rateScale.hashlimit),
    burst: String(burst),
    expiry: secondsIn(rate.per),
    printedExpiry: secondsIn(settled.per),
    plain: { ...settled, burst },
    measured: secondsIn(rate.per),
  };
}

function readKeys(token: Token | undefined): Keyed["keys"] | Fault {
  const words = token?.text.split(/[,|]/).filter((word) => word !== "") ?? [];
  if (token !== undefined && !words.every((word) => rateKeys.some(([, known]) => known === word))) {
    return expected(token, `modes out of ${rateKeys.map(([, word]) => word).join(", ")}`);
  }
  return rateKeys.filter(([, word]) => words.includes(word)).map(([key]) => key);
}

/** Table sizes and times, each with the value that is not printed. */
function readSettings(given: Given, rate: ReadRate): Keyed["settings"] | Fault {
  const silent = {
    "--hashlimit-htable-size": 0,
    "--hashlimit-htable-max": 0,
    "--hashlimit-htable-gcinterval": defaultInterval,
    "--hashlimit-htable-expire": rate.printedExpiry * 1000,
  };
  const settings: [string, number][] = [];
  for (const [name, unsaid] of Object.entries(silent)) {
    const token = given.value(name);
    const otherwise = name === "--hashlimit-htable-expire" ? rate.expiry * 1000 : unsaid;
    const value = token === undefined ? otherwise : wholeNumber(token.text, most32);
    if (value === null) return expected(token ?? given.place, "a whole number");
    if (value !== unsaid) settings.push([name, value]);
  }
  return settings;
}

/** A prefix length; null where the whole address counts. */
function readNetwork(given: Given, name: string): { readonly length: number | null } | Fault {
  const token = given.value(name);
  if (token === undefined) return { length: null };
  const length = readLength(token.text, token, given.family);
  if (typeof length !== "number")
    return isFault(length) ? length : expected(token, "a netmask with all ones in front");
  return { length: length === addressBits(given.family) ? null : length };
}

function readMeasured(given: Given, rate: ReadRate): number | null | Fault {
  const token = given.value("--hashlimit-rate-interval");
  const seconds = token === undefined ? rate.measured : wholeNumber(token.text, 0x7fffffff, 1);
  if (token !== undefined && seconds === null) return expected(token, "a number of seconds");
  return given.has("--hashlimit-rate-match") ? seconds : null;
}

/** The plain form: one allowance for each source address, or one for all, and nothing else said. */
function plainForm(match: Keyed, plain: ReadRate["plain"]): SourceLimit | null {
  const { name, above, keys } = match;
  if (plain === null || match.measured !== null || match.settings.length > 0) return null;
  if (match.destinationLength !== null) return null;
  if (keys.length > 1 || (keys.length === 1 && keys[0] !== "source")) return null;
  if (keys.length === 0 && match.sourceLength !== null) return null;
  const shared = keys.length === 0 ? { shared: true } : {};
  const network = match.sourceLength === null ? {} : { sourceLength: match.sourceLength };
  return { kind: "source-limit", name, ...shared, ...network, above, ...plain };
}

const options: OptionTable = {
  "--hashlimit-above": turnable,
  "--hashlimit-upto": turnable,
  "--hashlimit": "--hashlimit-upto",
  "--hashlimit-burst": valued,
  "--hashlimit-mode": valued,
  "--hashlimit-name": valued,
  "--hashlimit-htable-size": valued,
  "--hashlimit-htable-max": valued,
  "--hashlimit-htable-gcinterval": valued,
  "--hashlimit-htable-expire": valued,
  "--hashlimit-srcmask": valued,
  "--hashlimit-dstmask": valued,
  "--hashlimit-rate-match": flag,
  "--hashlimit-rate-interval": valued,
};

export const hashlimitModule: ModuleParser = {
  options,
  read: (given) => {
    const conflict = given.conflict("--hashlimit-above", "--hashlimit-upto");
    if (conflict !== null) return conflict;
    const option = given.get("--hashlimit-above") ?? given.get("--hashlimit-upto");
    const token = option?.values[0];
    if (option === undefined || token === undefined)
      return given.lacks("--hashlimit-upto or --hashlimit-above");
    const name = given.value("--hashlimit-name");
    if (name === undefined) return given.lacks("--hashlimit-name");
    if (name.text === "" || name.text.includes("/")) return expected(name, "a name without /");
    const bytes = readBytes(token.text, /^b\/s$/);
    const rate = bytes === null ? readPacketRate(given, token) : readByteRate(given, token, bytes);
    if (isFault(rate)) return rate;
    const keys = readKeys(given.value("--hashlimit-mode"));
    if ("expected" in keys) return keys;
    const settings = readSettings(given, rate);
    if ("expected" in settings) return settings;
    const source = readNetwork(given, "--hashlimit-srcmask");
    const destination = readNetwork(given, "--hashlimit-dstmask");
    if (isFault(source)) return source;
    if (isFault(destination)) return destination;
    const measured = readMeasured(given, rate);
    if (measured !== null && typeof measured === "object") return measured;
    const match: Keyed = {
      kind: "keyed-limit",
      name: name.text,
      above: (option.name === "--hashlimit-above") !== option.negated,
      keys,
      sourceLength: source.length,
      destinationLength: destination.length,
      rate: rate.rate,
      burst: rate.burst,
      settings,
      measured,
    };
    return [plainForm(match, rate.plain) ?? match];
  },
};
