import { parseAddress } from "@/lib/core/net/address";
import { prefixOf, shortPrefix } from "@/lib/core/net/prefix";
import { type BlockedGroup, type BlockedGroups, otherSide, sameOf, together } from "./group-entries";

/** What is told as one row: all of its packets came from (or went to) what it names, and from nowhere else. */
export type GatheredRow = BlockedGroup & {
  /** The network object that all of its sources belong to, by name; null: none of them belongs to any. */
  readonly named: string | null;
  /** `192.0.2.0/24` or `2001:db8::/64` of sources without a name, one address of what leaves; null beside `named`. */
  readonly network: string | null;
  /** Whom its packets came from (or went to): the newest few, newest first. */
  readonly others: readonly string[];
};

/** What a row can be found by; a scan of a whole network names no more, since each row is sent again each second. */
const mostOthers = 16;

/** More rows than this nobody reads, and the page has to be sent again each second. */
export const mostRows = 500;

/** Strangers come with whole networks; what leaves goes to one place. */
function strangers(text: string, way: BlockedGroup["newest"]["way"]): string {
  const address = parseAddress(text);
  if (address === null || way === "out") return text;
  return shortPrefix(prefixOf(address, address.family === 4 ? 24 : 64));
}

/**
 * Gathers single addresses into rows, newest last: those of one named network, and those without a name by /24 or /64. A
 * place that something leaves for is a row of its own. `nameOf` says the most specific network object of an address.
 */
export function gatherRows(
  { groups, forgotten }: BlockedGroups,
  nameOf: (address: string) => string | null,
): { readonly rows: readonly GatheredRow[]; readonly forgotten: number } {
  const rows = new Map<string, GatheredRow>();
  for (const { newest, count, first, last, programs } of groups) {
    const other = otherSide(newest);
    const named = nameOf(other);
    const isPlace = newest.way === "out";
    const network = named === null || isPlace ? strangers(other, newest.way) : null;
    // A name is whatever somebody typed: it cannot be taken for an address.
    const key = `${sameOf(newest)} ${network ?? JSON.stringify(named)}`;
    const before = rows.get(key);
    rows.delete(key);
    rows.set(key, {
      ...{ key, named, network, newest },
      others: [other, ...(before?.others ?? [])].slice(0, mostOthers),
      count: (before?.count ?? 0) + count,
      first: Math.min(before?.first ?? first, first),
      last: Math.max(before?.last ?? last, last),
      programs: together(before?.programs ?? null, programs),
    });
  }
  const tooMany = Math.max(0, rows.size - mostRows);
  return { rows: [...rows.values()].slice(tooMany), forgotten: forgotten + tooMany };
}
