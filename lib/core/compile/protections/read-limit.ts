import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Protection, Rule } from "@/lib/core/ruleset/ruleset";
import { tcp } from "../match-shapes";
import { protectionTablePrefix, rateTableName } from "../short-name";
import { newConnectionsTable } from "./new-connections";
import { sourceBits } from "./one-source";
import { scannerList } from "./port-scan";
import { sshTable } from "./ssh-guessing";

type Rated = {
  readonly count: number;
  readonly per: "second" | "minute" | "hour" | "day";
  readonly burst: number;
};

/** What a protection that counts holds a source to. */
export type ProtectionLimit =
  | { readonly protection: "open-connections"; readonly most: number }
  | ({ readonly protection: "ssh-guessing" } & Rated)
  | ({ readonly protection: "new-connections"; readonly perSource: boolean } & Rated)
  | { readonly protection: "port-scan"; readonly ports: number; readonly minutes: number };

export type CountingProtection = Extract<Protection, ProtectionLimit["protection"]>;

/** A rule of one of these protections: what it holds to, and what it asks besides. */
export type LimitRule = { readonly limit: ProtectionLimit; readonly others: readonly Match[] };

const isTcp = (match: Match) => match.kind === "protocol" && match.protocol === tcp && !match.negated;

const isNew = (match: Match) =>
  match.kind === "ct-state" && !match.negated && match.states.length === 1 && match.states[0] === "NEW";

const isPort = (match: Match) =>
  match.kind === "ct-original-port" || (match.kind === "ports" && match.side === "destination");

function limitOf(match: Match, family: Family): ProtectionLimit | null {
  switch (match.kind) {
    case "connection-limit": {
      const own = match.by === undefined && match.negated !== true && match.mask === sourceBits[family];
      return own ? { protection: "open-connections", most: match.above } : null;
    }
    case "source-limit": {
      if (!match.above) return null;
      const { name, count, per, burst } = match;
      const rated = { count, per, burst };
      const perSource = match.shared !== true;
      if (name.startsWith(protectionTablePrefix(sshTable))) return { protection: "ssh-guessing", ...rated };
      const own = rateTableName(newConnectionsTable, `${count}/${per} ${burst} ${perSource}`);
      return name === own ? { protection: "new-connections", perSource, ...rated } : null;
    }
    case "recent": {
      const { action, name, hits, seconds, negated } = match;
      const own = name === scannerList[family] && action === "rcheck" && negated !== true;
      if (!own || hits === null || seconds === null || seconds % 60 !== 0) return null;
      return { protection: "port-scan", ports: hits, minutes: seconds / 60 };
    }
    default:
      return null;
  }
}

/**
 * Reads a rule, compiled or from a host, as one that refuses new TCP connections beyond what a protection of ours counts,
 * in INPUT or in its form for published ports; null: it is none, or asks for something else besides.
 */
export function readLimit({ matches, target }: Rule, family: Family): LimitRule | null {
  if (target.kind !== "drop" || !matches.some(isTcp) || !matches.some(isNew)) return null;
  const others = matches.filter((match) => limitOf(match, family) === null);
  const [counting, ...more] = matches.filter((match) => !others.includes(match));
  const limit = counting === undefined ? null : limitOf(counting, family);
  if (limit === null || more.length > 0) return null;
  const meant = (match: Match) =>
    isTcp(match) || isNew(match) || (limit.protection === "ssh-guessing" && isPort(match));
  return others.every(meant) ? { limit, others } : null;
}
