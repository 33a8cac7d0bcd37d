import type { BlockedEntry, SeenEntry } from "./blocked-entry";

/** Packets that are counted as one: the same rule, the same address on the other side, to the same place. */
export type BlockedGroup = {
  readonly key: string;
  /** Lines that were read: the rules write so many a minute and no more, so it is at least that often. */
  readonly count: number;
  /** Seconds since the host's start. */
  readonly first: number;
  readonly last: number;
  /** The newest of them. */
  readonly newest: BlockedEntry;
  /** Programs that were seen to run as the account, in order; null: nobody looked. */
  readonly programs: readonly string[] | null;
};

/** All that was read, newest last. `forgotten`: older ones that were let go, since there were too many. */
export type BlockedGroups = { readonly groups: readonly BlockedGroup[]; readonly forgotten: number };

export const noGroups: BlockedGroups = { groups: [], forgotten: 0 };

/** Who floods from ever new addresses must not fill the memory. The rules write some ten lines a minute. */
export const mostGroups = 4000;

/** The address that somebody else has: who came, or where it was going. */
export const otherSide = ({ way, source, destination }: BlockedEntry) =>
  way === "out" ? destination : source;

/** All that is the same of packets that are told as one, but for who the others are. */
export function sameOf({ prefix, way, family, destination, protocol, ...entry }: BlockedEntry): string {
  const { destinationPort, icmp, uid } = entry;
  const what = icmp === null ? destinationPort : icmp.type;
  // What passes through goes to other machines, each a place of its own; what comes in goes to the host.
  const to = way === "through" ? destination : "-";
  return [prefix, way, family, to, protocol, what ?? "-", uid ?? "-"].join(" ");
}

/** The programs of both; null: nobody looked at either. */
export const together = (one: readonly string[] | null, other: readonly string[] | null) =>
  one === null || other === null ? (one ?? other) : [...new Set([...one, ...other])].sort();

/** Adds what was read to what is known; the group that was added to last stands last. */
export function addEntries(known: BlockedGroups, entries: readonly SeenEntry[]): BlockedGroups {
  if (entries.length === 0) return known;
  const groups = new Map(known.groups.map((group) => [group.key, group]));
  let { forgotten } = known;
  for (const { entry, uptime, programs } of entries) {
    const key = `${sameOf(entry)} ${otherSide(entry)}`;
    const before = groups.get(key);
    groups.delete(key);
    groups.set(key, {
      key,
      count: (before?.count ?? 0) + 1,
      first: Math.min(before?.first ?? uptime, uptime),
      last: Math.max(before?.last ?? uptime, uptime),
      newest: entry,
      programs: together(before?.programs ?? null, programs),
    });
    const [oldest] = groups.keys();
    if (groups.size > mostGroups && oldest !== undefined) {
      groups.delete(oldest);
      forgotten += 1;
    }
  }
  return { groups: [...groups.values()], forgotten };
}
