import type { RateUnit } from "@/lib/core/ruleset/match";

const units = [
  { name: "day", seconds: 86_400 },
  { name: "hour", seconds: 3_600 },
  { name: "min", seconds: 60 },
  { name: "sec", seconds: 1 },
] as const;

const secondsOf: Readonly<Record<RateUnit, number>> = { second: 1, minute: 60, hour: 3_600, day: 86_400 };

/** Ticks a second in which the kernel keeps the time between two packets (XT_LIMIT_SCALE, XT_HASHLIMIT_SCALE_v2). */
export const rateScale = { limit: 10_000, hashlimit: 1_000_000 } as const;

/** One pass through the kernel: the time between packets is kept in whole ticks, then printed in the largest unit that fits. */
function printed(ticks: number, scale: number): { count: number; unit: (typeof units)[number] } {
  let chosen: (typeof units)[number] = units[0];
  for (const unit of units.slice(1)) {
    const whole = unit.seconds * scale;
    if (ticks > whole || Math.floor(whole / ticks) < whole % ticks) break;
    chosen = unit;
  }
  return { count: Math.floor((chosen.seconds * scale) / ticks), unit: chosen };
}

/** So many packets in a time span. */
export type Rate = { readonly count: number; readonly per: RateUnit };

const unitOf: Readonly<Record<(typeof units)[number]["name"], RateUnit>> = {
  day: "day",
  hour: "hour",
  min: "minute",
  sec: "second",
};

export function secondsIn(per: RateUnit): number {
  return secondsOf[per];
}

/** Whether the rate is more than the kernel can tell apart. */
export function isTooFast({ count, per }: Rate, scale: number): boolean {
  return secondsOf[per] * scale < count;
}

/**
 * A rate as iptables-save prints it back (print_rate in libxt_limit.c and libxt_hashlimit.c): `60/minute` is `1/sec`,
 * `999/second` is `1000/sec`. Rates that the kernel rounds settle after a pass or two.
 */
export function settledRate({ count, per }: Rate, scale: number): Rate {
  let seconds = secondsOf[per];
  let now = count;
  for (;;) {
    const ticks = Math.max(1, Math.floor((seconds * scale) / now));
    const next = printed(ticks, scale);
    if (next.count === now && next.unit.seconds === seconds)
      return { count: now, per: unitOf[next.unit.name] };
    now = next.count;
    seconds = next.unit.seconds;
  }
}

const shortNames: Readonly<Record<RateUnit, string>> = {
  day: "day",
  hour: "hour",
  minute: "min",
  second: "sec",
};

/** The settled form of a rate as text. */
export function rateText(count: number, per: RateUnit, scale: number): string {
  const settled = settledRate({ count, per }, scale);
  return `${settled.count}/${shortNames[settled.per]}`;
}
