import { formatAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import type { CountingMatch, RateKey } from "@/lib/core/ruleset/counting-match";
import { type ModuleWords, named, negation, plain, type Word } from "../words";
import { rateScale, rateText } from "./rate-text";

/** The modes of hashlimit, in the order in which iptables-save prints them. */
export const rateKeys: readonly (readonly [key: RateKey, word: string])[] = [
  ["source", "srcip"],
  ["source-port", "srcport"],
  ["destination", "dstip"],
  ["destination-port", "dstport"],
];

type Keyed = Extract<CountingMatch, { kind: "keyed-limit" }>;

function option(name: string, value: string | number | null): Word[] {
  return value === null ? [] : plain(name, String(value));
}

function keyedWords(match: Keyed): Word[] {
  const keys = rateKeys.filter(([key]) => match.keys.includes(key)).map(([, word]) => word);
  return [
    ...plain(match.above ? "--hashlimit-above" : "--hashlimit-upto", match.rate),
    ...option("--hashlimit-burst", match.burst),
    ...option("--hashlimit-mode", keys.length === 0 ? null : keys.join(",")),
    ...plain("--hashlimit-name"),
    named(match.name),
    ...match.settings.flatMap(([name, value]) => plain(name, String(value))),
    ...option("--hashlimit-srcmask", match.sourceLength),
    ...option("--hashlimit-dstmask", match.destinationLength),
    ...(match.measured === null ? [] : plain("--hashlimit-rate-match")),
    ...option("--hashlimit-rate-interval", match.measured === 1 ? null : match.measured),
  ];
}

function recentWords(match: Extract<CountingMatch, { kind: "recent" }>, family: Family): Word[] {
  return [
    ...negation(match.negated),
    ...plain(`--${match.action}`),
    ...option("--seconds", match.seconds),
    ...(match.reap ? plain("--reap") : []),
    ...option("--hitcount", match.hits),
    ...(match.sameHopLimit ? plain("--rttl") : []),
    ...plain("--name"),
    named(match.name),
    ...plain("--mask", formatAddress({ family, value: match.mask })),
    ...plain(match.side === "source" ? "--rsource" : "--rdest"),
  ];
}

/** The words of a match that counts. */
export function countingWords(match: CountingMatch, family: Family): ModuleWords {
  switch (match.kind) {
    case "limit": {
      const rate = plain("--limit", rateText(match.count, match.per, rateScale.limit));
      const burst = match.burst === 5 ? [] : plain("--limit-burst", String(match.burst));
      return { module: "limit", option: "--limit", words: [...rate, ...burst] };
    }
    case "source-limit": {
      const { name, above, burst, shared, sourceLength = null } = match;
      const words = keyedWords({
        kind: "keyed-limit",
        name,
        above,
        keys: shared ? [] : ["source"],
        sourceLength,
        destinationLength: null,
        rate: rateText(match.count, match.per, rateScale.hashlimit),
        burst: String(burst),
        settings: [],
        measured: null,
      });
      return { module: "hashlimit", option: "--hashlimit", words };
    }
    case "keyed-limit":
      return { module: "hashlimit", option: "--hashlimit", words: keyedWords(match) };
    case "connection-limit": {
      const words = plain(
        match.negated ? "--connlimit-upto" : "--connlimit-above",
        String(match.above),
        "--connlimit-mask",
        String(match.mask),
        match.by === "destination" ? "--connlimit-daddr" : "--connlimit-saddr",
      );
      return { module: "connlimit", option: "--connlimit", words };
    }
    case "recent":
      return { module: "recent", option: "--recent", words: recentWords(match, family) };
  }
}
