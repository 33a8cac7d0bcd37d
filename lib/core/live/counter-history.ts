import { type CounterSample, ratesBetween } from "./counter-series";

/** How the counters of one set of rules went over hours or days. */
export type CounterHistory = {
  /** Which set of rules, as in the samples. */
  readonly rules: string;
  /** For each rule packets a second, from the first sample to the last in equal parts; null: not known. Null: it counted nothing. */
  readonly rates: readonly (readonly (number | null)[] | null)[];
};

/** A sample, when it was read, in milliseconds, and which start of the host its counters began with. */
export type ReadSample = CounterSample & { readonly readAt: number; readonly bootId: string };

/** Three digits are more than a small line shows. */
const rounded = (rate: number) => Number(rate.toPrecision(3));

/**
 * Packets a second since the oldest sample, in so many parts. Where counters began anew between two samples, what was
 * counted before is lost: the time between them is not known. Null: fewer than two samples of the newest set of rules.
 */
export function counterHistory(samples: readonly ReadSample[], parts: number): CounterHistory | null {
  const newest = samples.at(-1);
  const own = samples.filter(({ rules }) => rules === newest?.rules);
  const first = own[0];
  if (newest === undefined || first === undefined || newest.readAt <= first.readAt) return null;
  const length = (newest.readAt - first.readAt) / parts;
  // Of each part: how long it was looked at, and what came in that time.
  const seconds = new Array<number>(parts).fill(0);
  const packets = newest.values.map(() => new Array<number>(parts).fill(0));
  for (const [at, sample] of own.entries()) {
    const before = own[at - 1];
    if (before === undefined || before.bootId !== sample.bootId) continue;
    const rates = ratesBetween(before, sample);
    if (rates === null) continue;
    for (let part = 0; part < parts; part++) {
      const from = Math.max(before.readAt, first.readAt + part * length);
      const share = (Math.min(sample.readAt, first.readAt + (part + 1) * length) - from) / 1000;
      if (share <= 0) continue;
      seconds[part] = (seconds[part] ?? 0) + share;
      for (const [rule, rate] of rates.entries()) {
        const sums = packets[rule];
        if (sums !== undefined) sums[part] = (sums[part] ?? 0) + rate * share;
      }
    }
  }
  const rates = packets.map((sums) =>
    sums.every((sum) => sum === 0)
      ? null
      : sums.map((sum, part) => {
          const looked = seconds[part] ?? 0;
          return looked === 0 ? null : rounded(sum / looked);
        }),
  );
  return { rules: newest.rules, rates };
}
