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
};

/** The tables that a question means, or null where the text is not understood. */
export function readTables({ live, chains }: TablesAsk, family: Family): Ruleset | null {
  if (live === null) return null;
  const parsed = parseLive(live, family);
  if (!parsed.ok) return null;
  if (chains === null) return parsed.value;
  if (typeof chains !== "string") return substitute(parsed.value, chains);
  const own = parseLive(chains, family);
  return own.ok ? substitute(parsed.value, own.value) : null;
}

function readFamily(ask: FamilyAsk | null, family: Family): FamilySides {
  if (ask === null) return "absent";
  const [before, after] = [readTables(ask.before, family), readTables(ask.after, family)];
  return before === null || after === null ? "unreadable" : { before, after, host: ask.host };
}

/** Reads the tables of both families and tells what changes. */
export function readMeaning({ sides, names }: MeaningAsk): Meaning {
  const [ipv4, ipv6] = families.map((family) => readFamily(sides[family], family));
  return tellMeaning({ sides: { 4: ipv4 ?? "absent", 6: ipv6 ?? "absent" }, names });
}
