import type { PathHost } from "@/lib/core/analysis/path/path-host";
import { substitute } from "@/lib/core/analysis/substitute";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { type Family, families } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Meaning, MeaningNames } from "./meaning";
import { type FamilySides, tellMeaning } from "./tell-meaning";

/** A host's tables: as a save text, with our own chains put in where some are given, compiled or as restore text. */
export type TablesAsk = {
  /** Null: they could not be read. */
  readonly live: string | null;
  readonly chains: Ruleset | string | null;
};

/** Tables of one family before and after. */
export type FamilyAsk = {
  readonly before: TablesAsk;
  readonly after: TablesAsk;
  readonly host: PathHost | null;
};

/** The whole question as data; null: the host does not have the family. */
export type MeaningAsk = {
  readonly sides: Readonly<Record<Family, FamilyAsk | null>>;
  readonly names: MeaningNames;
  /** The most rows of one family; the rest is counted. */
  readonly rows?: number;
};

function readLive(live: string | null, family: Family): Ruleset | null {
  const parsed = live === null ? null : parseLive(live, family);
  return parsed?.ok ? parsed.value : null;
}

/** Our chains put into the tables; null where their text is not understood. */
function withChains(tables: Ruleset, chains: TablesAsk["chains"]): Ruleset | null {
  if (chains === null) return tables;
  if (typeof chains !== "string") return substitute(tables, chains);
  const own = parseLive(chains, tables.family);
  return own.ok ? substitute(tables, own.value) : null;
}

/** The tables that a question means, or null where the text is not understood. */
export function readTables({ live, chains }: TablesAsk, family: Family): Ruleset | null {
  const tables = readLive(live, family);
  return tables && withChains(tables, chains);
}

function readFamily(ask: FamilyAsk | null, family: Family): FamilySides {
  if (ask === null) return "absent";
  const { before, after, host } = ask;
  const was = readLive(before.live, family);
  // Mostly the same text, which is then read once.
  const is = after.live === before.live ? was : readLive(after.live, family);
  const sides = { before: was && withChains(was, before.chains), after: is && withChains(is, after.chains) };
  return sides.before === null || sides.after === null
    ? "unreadable"
    : { before: sides.before, after: sides.after, host };
}

/** Reads the tables of both families and tells what changes. */
export function readMeaning({ sides, names, rows }: MeaningAsk): Meaning {
  const [ipv4, ipv6] = families.map((family) => readFamily(sides[family], family));
  const limits = rows === undefined ? {} : { rows };
  return tellMeaning({ sides: { 4: ipv4 ?? "absent", 6: ipv6 ?? "absent" }, names, limits });
}
