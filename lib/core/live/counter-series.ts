/** What each rule had counted at one moment, in the order of the rules. */
export type CounterSample = {
  /** Which set of rules these are the counters of. */
  readonly rules: string;
  /** Seconds since the host's start. */
  readonly uptime: number;
  /** Packets and bytes since the rule was loaded. */
  readonly values: readonly (readonly [number, number])[];
};

/** One step between two samples; null where the counters began anew in between, or nobody looked. */
type Step = { readonly uptime: number; readonly rates: readonly number[] | null };

/** What was seen of counters. `resetAt`: the uptime by which they had begun anew, or null: not while it was looked at. */
export type CounterSeries = {
  readonly last: CounterSample | null;
  readonly steps: readonly Step[];
  readonly resetAt: number | null;
};

export const noCounters: CounterSeries = { last: null, steps: [], resetAt: null };

/** Five minutes, at one sample each three seconds. */
const mostSteps = 100;

/** A longer gap than this was not seen: its packets are not spread over it. */
const longestStep = 15;

/** Other rules, a counter that went down, or a host that started again: the numbers do not go on from the last ones. */
function beganAnew(last: CounterSample, next: CounterSample): boolean {
  if (last.rules !== next.rules || next.uptime < last.uptime) return true;
  return next.values.some(([packets, bytes], at) => {
    const [before, bytesBefore] = last.values[at] ?? [0, 0];
    return packets < before || bytes < bytesBefore;
  });
}

/** Packets a second of each rule between two samples; null where the numbers do not go on, or no time has passed. */
export function ratesBetween(last: CounterSample, next: CounterSample): readonly number[] | null {
  const seconds = next.uptime - last.uptime;
  if (seconds === 0 || beganAnew(last, next)) return null;
  return next.values.map(([packets], at) => (packets - (last.values[at]?.[0] ?? 0)) / seconds);
}

/** Adds a sample: packets a second of each rule since the one before, and never a rate across a new beginning. */
export function addSample(series: CounterSeries, sample: CounterSample): CounterSeries {
  const { last, steps, resetAt } = series;
  if (last === null) return { last: sample, steps, resetAt };
  const { uptime } = sample;
  if (beganAnew(last, sample)) return { last: sample, steps: [{ uptime, rates: null }], resetAt: uptime };
  const seconds = uptime - last.uptime;
  if (seconds === 0) return series;
  const step = { uptime, rates: seconds > longestStep ? null : ratesBetween(last, sample) };
  return { last: sample, steps: [...steps, step].slice(-mostSteps), resetAt };
}

/** Packets a second of one rule, step by step. */
export function ratesOf({ steps }: CounterSeries, at: number): readonly (number | null)[] {
  return steps.map(({ rates }) => rates?.[at] ?? null);
}
