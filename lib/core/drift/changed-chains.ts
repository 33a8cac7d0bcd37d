import type { Family } from "@/lib/core/net/family";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import { isOurJump, type LiveChain, liveChains } from "./live-chains";

/** A chain of others that says something else than before. All rules as iptables-save prints them, without counters. */
export type ChangedChain = {
  readonly family: Family;
  readonly table: string;
  readonly chain: string;
  /** A chain that the kernel brings; it cannot be left out of sight, since every packet comes through it. */
  readonly builtIn: boolean;
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** The same rules in another order. */
  readonly reordered: boolean;
};

const keyOf = ({ table, chain }: LiveChain) => `${table} ${chain}`;

/** What a chain says: its policy as a line, then its rules. */
const linesOf = ({ chain, policy, rules }: LiveChain) =>
  policy === null || policy === "ACCEPT" ? rules : [`-P ${chain} ${policy}`, ...rules];

/** Those of `lines` that `others` does not hold as often. */
function beyond(lines: readonly string[], others: readonly string[]): string[] {
  const left = [...others];
  return lines.filter((line) => {
    const at = left.indexOf(line);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/**
 * The chains of others whose rules differ in one family, by their text. Where our jump is missing on one side, it is
 * looked away on both: that is a matter of our own chains.
 */
export function changedChains(before: string, after: string, family: Family): ChangedChain[] {
  const read = (text: string) =>
    new Map(
      liveChains(text)
        .filter(({ chain }) => !isOwned(chain))
        .map((chain) => [keyOf(chain), chain]),
    );
  const [was, is] = [read(before), read(after)];
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((key): ChangedChain[] => {
    const one = was.get(key) ?? is.get(key);
    if (one === undefined) return [];
    let [old, now] = [was, is].map((side) => linesOf(side.get(key) ?? { ...one, policy: null, rules: [] }));
    const jumps = (lines: readonly string[] = []) => lines.filter(isOurJump).toSorted().join("\n");
    if (jumps(old) !== jumps(now)) {
      old = old?.filter((line) => !isOurJump(line));
      now = now?.filter((line) => !isOurJump(line));
    }
    if (old?.join("\n") === now?.join("\n")) return [];
    const [added, removed] = [beyond(now ?? [], old ?? []), beyond(old ?? [], now ?? [])];
    const builtIn = (was.get(key)?.policy ?? is.get(key)?.policy ?? null) !== null;
    const reordered = added.length + removed.length === 0;
    return [{ family, table: one.table, chain: one.chain, builtIn, added, removed, reordered }];
  });
}

/** The chains that others made on a host, by name: those that can be left out of sight. */
export function foreignChains(live: string): string[] {
  return liveChains(live)
    .filter(({ chain, policy }) => policy === null && !isOwned(chain))
    .map(({ chain }) => chain);
}
