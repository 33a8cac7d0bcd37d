import type { ReadSample } from "@/lib/core/live/counter-history";
import { dayOf } from "./seen-day";

/** What a rule of the policy counted. */
export type RuleCounted = {
  /** At least so many: what was counted between the last look and a restart is lost. */
  readonly packets: number;
  /** Days on which the counters went up, in order. */
  readonly days: readonly string[];
};

/** What the rules of one apply counted, from the first look to the last; times are milliseconds since 1970. */
export type Counted = {
  readonly from: number;
  readonly to: number;
  /** On how many days somebody looked. */
  readonly looked: number;
  /** The longest time before a restart of which nothing is known, in milliseconds: what was counted then is lost. */
  readonly lost: number;
  readonly rules: ReadonlyMap<string, RuleCounted>;
};

/** The longest time from a look to the start of the host after it, where it started between two looks. */
function longestLost(samples: readonly ReadSample[]): number {
  const lost = samples.map(({ bootId, readAt, uptime }, at) => {
    const before = samples[at - 1];
    return before === undefined || before.bootId === bootId ? 0 : readAt - uptime * 1000 - before.readAt;
  });
  return Math.max(0, ...lost);
}

/**
 * What each rule of a policy counted by the samples of one set of rules, the oldest first. `places`: where its rules stand
 * in the samples. Null: there are no samples of that set.
 */
export function countedBy(
  samples: readonly ReadSample[],
  rules: string,
  places: ReadonlyMap<string, readonly number[]>,
): Counted | null {
  const own = samples.filter((sample) => sample.rules === rules);
  const [first, last] = [own[0], own.at(-1)];
  if (first === undefined || last === undefined) return null;
  const countedOf = (indexes: readonly number[]): RuleCounted => {
    const days = new Set<string>();
    let packets = 0;
    let before: { readonly bootId: string; readonly sum: number } | null = null;
    for (const { bootId, readAt, values } of own) {
      const sum = indexes.reduce((all, index) => all + (values[index]?.[0] ?? 0), 0);
      // Counters begin at nothing with the rules and with each start of the host.
      const base = before?.bootId === bootId && before.sum <= sum ? before.sum : 0;
      if (sum > base) days.add(dayOf(readAt));
      packets += sum - base;
      before = { bootId, sum };
    }
    return { packets, days: [...days] };
  };
  return {
    from: first.readAt,
    to: last.readAt,
    looked: new Set(own.map(({ readAt }) => dayOf(readAt))).size,
    lost: longestLost(own),
    rules: new Map([...places].map(([rule, indexes]) => [rule, countedOf(indexes)])),
  };
}
