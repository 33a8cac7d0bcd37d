import { parseAddress } from "@/lib/core/net/address";
import { prefixOf, shortPrefix } from "@/lib/core/net/prefix";
import type { BlockedEntry, SeenEntry } from "./blocked-entry";

/** Packets that are told as one: the same rule, from the same network, to the same place. */
export type BlockedGroup = {
  readonly key: string;
  /** `192.0.2.0/24` or `2001:db8::/64` that they came from; of what leaves, the address that they went to. */
  readonly network: string;
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

/** Who floods from ever new networks must not fill the memory, or the page. */
export const mostGroups = 500;

/** What an address is grouped by: strangers come with whole networks. */
function networkOf(text: string): string {
  const address = parseAddress(text);
  return address === null ? text : shortPrefix(prefixOf(address, address.family === 4 ? 24 : 64));
}

function sorted(entry: BlockedEntry): Pick<BlockedGroup, "key" | "network"> {
  const { prefix, way, family, protocol, destinationPort, icmp, uid } = entry;
  const network = way === "out" ? entry.destination : networkOf(entry.source);
  const what = icmp === null ? destinationPort : icmp.type;
  return { network, key: [prefix, way, family, network, protocol, what ?? "-", uid ?? "-"].join(" ") };
}

const together = (one: readonly string[] | null, other: readonly string[] | null) =>
  one === null || other === null ? (one ?? other) : [...new Set([...one, ...other])].sort();

/** Adds what was read to what is known; the group that was added to last stands last. */
export function addEntries(known: BlockedGroups, entries: readonly SeenEntry[]): BlockedGroups {
  if (entries.length === 0) return known;
  const groups = new Map(known.groups.map((group) => [group.key, group]));
  let { forgotten } = known;
  for (const { entry, uptime, programs } of entries) {
    const { key, network } = sorted(entry);
    const before = groups.get(key);
    groups.delete(key);
    groups.set(key, {
      key,
      network,
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
