import type { PathHost } from "@/lib/core/analysis/path/path-host";
import { substitute } from "@/lib/core/analysis/substitute";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { type Family, families } from "@/lib/core/net/family";
import { ok, type Result } from "@/lib/core/problem/problem";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { MeaningNames, WholeMeaning } from "./meaning";
import type { FamilySides } from "./tell-meaning";
import { tellWithProtections } from "./tell-protections";

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

/** Null: there is no text. */
type Read = Result<Ruleset> | null;

const readLive = (live: string | null, family: Family): Read =>
  live === null ? null : parseLive(live, family);

/** Our chains put into the tables. */
function withChains(tables: Read, chains: TablesAsk["chains"]): Read {
  if (!tables?.ok || chains === null) return tables;
  if (typeof chains !== "string") return ok(substitute(tables.value, chains));
  const own = parseLive(chains, tables.value.family);
  return own.ok ? ok(substitute(tables.value, own.value)) : own;
}

/** The tables that a question means, or null where the text is not understood. */
export function readTables({ live, chains }: TablesAsk, family: Family): Ruleset | null {
  const read = withChains(readLive(live, family), chains);
  return read?.ok ? read.value : null;
}

const faultOf = (read: Read) => (read === null || read.ok ? null : (read.problems[0] ?? null));

function readFamily(ask: FamilyAsk | null, family: Family): FamilySides {
  if (ask === null) return "absent";
  const { before, after, host } = ask;
  const was = readLive(before.live, family);
  // Mostly the same text, which is then read once.
  const is = after.live === before.live ? was : readLive(after.live, family);
  const [old, now] = [withChains(was, before.chains), withChains(is, after.chains)];
  // What is on the host now is what can be looked at.
  if (!old?.ok || !now?.ok) return { unreadable: true, fault: faultOf(now) ?? faultOf(old) };
  return { before: old.value, after: now.value, host };
}

/** Reads the tables of both families and tells what changes. */
export function readMeaning({ sides, names, rows }: MeaningAsk): WholeMeaning {
  const [ipv4, ipv6] = families.map((family) => readFamily(sides[family], family));
  const limits = rows === undefined ? {} : { rows };
  return tellWithProtections({ sides: { 4: ipv4 ?? "absent", 6: ipv6 ?? "absent" }, names, limits });
}
