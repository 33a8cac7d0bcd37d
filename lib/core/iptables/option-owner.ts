import { type OptionUse, optionUse } from "./parse-option";
import type { Group } from "./rule-parts";

/** Where an option belongs: its group, its first name, how it is used. */
export type Owned = { readonly group: Group; readonly name: string; readonly use: OptionUse };

function exact(group: Group, name: string): Owned | null {
  const known = group.table === null ? null : optionUse(group.table, name);
  return known === null ? null : { group, ...known };
}

/** The option of which a name is the beginning, as getopt takes it: only where it can be no other. */
function abbreviated(groups: readonly Group[], name: string): Owned | null {
  if (!/^--[a-z]/.test(name)) return null;
  const meant = new Map<string, Owned>();
  for (const group of groups) {
    for (const full of Object.keys(group.table ?? {})) {
      const owned = full.startsWith(name) ? exact(group, full) : null;
      if (owned !== null) meant.set(owned.name, owned);
    }
  }
  return meant.size === 1 ? ([...meant.values()][0] ?? null) : null;
}

/** The group that an option belongs to: the latest that knows it in full, else the only one of whose it is the beginning. */
export function findOption(name: string, latest: Group | null, groups: readonly Group[]): Owned | null {
  const found = latest === null ? null : exact(latest, name);
  if (found !== null) return found;
  for (const group of groups.toReversed()) {
    const owned = exact(group, name);
    if (owned !== null) return owned;
  }
  const near = latest === null ? null : abbreviated([latest], name);
  return near ?? abbreviated(groups, name);
}
