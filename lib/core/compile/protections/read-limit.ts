import type { Family } from "@/lib/core/net/family";
import { protectionsSchema } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Protection, Rule } from "@/lib/core/ruleset/ruleset";
import { tcp } from "../match-shapes";
import { newConnectionsAbove } from "./new-connections";
import { connectionsAbove } from "./open-connections";
import { knownScanners } from "./port-scan";
import { guessesAbove } from "./ssh-guessing";

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

const unitSeconds = { second: 1, minute: 60, hour: 3_600, day: 86_400 } as const;
const units = ["second", "minute", "hour", "day"] as const;

/** The same rate in every unit in which it is whole: the kernel prints `60/minute` back as `1/sec`. */
function sayings({ count, per, burst }: Rated): Rated[] {
  return units
    .map((unit) => ({ count: (count * unitSeconds[unit]) / unitSeconds[per], per: unit, burst }))
    .filter((rate) => Number.isInteger(rate.count));
}

/** What a match would hold to if it were ours, in every way in which a policy may have said it. */
function guesses(match: Match): readonly ProtectionLimit[] {
  switch (match.kind) {
    case "connection-limit":
      return [{ protection: "open-connections", most: match.above }];
    case "source-limit": {
      const perSource = match.shared !== true;
      return sayings(match).flatMap((rate): ProtectionLimit[] => [
        { protection: "ssh-guessing", ...rate },
        { protection: "new-connections", perSource, ...rate },
      ]);
    }
    case "recent":
      return [{ protection: "port-scan", ports: match.hits ?? 0, minutes: (match.seconds ?? 0) / 60 }];
    default:
      return [];
  }
}

/** The match that is compiled for what a policy may say; null: it may not say that. */
function compiledFor(limit: ProtectionLimit, family: Family): Match | null {
  const { protection, ...said } = limit;
  const { openConnections, sshGuessing, newConnections, portScan } = protectionsSchema.shape;
  switch (protection) {
    case "open-connections": {
      const { data } = openConnections.safeParse(limit.most);
      return data === undefined ? null : connectionsAbove(data, family);
    }
    case "ssh-guessing": {
      const { data } = sshGuessing.safeParse(said);
      return data === undefined ? null : guessesAbove(data, family);
    }
    case "new-connections": {
      const { data } = newConnections.safeParse(said);
      return data == null ? null : newConnectionsAbove(data);
    }
    case "port-scan": {
      const { data } = portScan.safeParse(said);
      return data === undefined ? null : knownScanners(data, family);
    }
  }
}

/** Whether two matches say the same in every field; what is left out is `false`. */
function isAlike(one: Match, other: Match): boolean {
  const fields = (match: Match): Record<string, unknown> => ({ ...match });
  const [these, those] = [fields(one), fields(other)];
  return Object.keys({ ...these, ...those }).every(
    (field) => (these[field] ?? false) === (those[field] ?? false),
  );
}

/**
 * What a match of ours holds to: one that says anything that is not compiled for these numbers (whom it counts together,
 * what it asks of a list, where it counts) is none, for it holds others than the protection does.
 */
function limitOf(match: Match, family: Family): ProtectionLimit | null {
  const isCompiled = (limit: ProtectionLimit) => {
    const compiled = compiledFor(limit, family);
    if (compiled === null) return false;
    const rate =
      match.kind === "source-limit" && "per" in limit ? { count: limit.count, per: limit.per } : {};
    return isAlike(compiled, { ...match, ...rate } as Match);
  };
  return guesses(match).find(isCompiled) ?? null;
}

/**
 * Reads a rule, compiled or from a host, as one that refuses new TCP connections beyond what a protection of ours counts,
 * in INPUT or in its form for published ports; null: it is none, or asks for something else besides.
 */
export function readLimit(
  { matches, target }: Pick<Rule, "matches" | "target">,
  family: Family,
): LimitRule | null {
  if (target.kind !== "drop" || !matches.some(isTcp) || !matches.some(isNew)) return null;
  const others = matches.filter((match) => limitOf(match, family) === null);
  const [counting, ...more] = matches.filter((match) => !others.includes(match));
  const limit = counting === undefined ? null : limitOf(counting, family);
  if (limit === null || more.length > 0) return null;
  const meant = (match: Match) =>
    isTcp(match) || isNew(match) || (limit.protection === "ssh-guessing" && isPort(match));
  return others.every(meant) ? { limit, others } : null;
}
