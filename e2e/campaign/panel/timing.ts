import type * as shipped from "@/lib/core/rollout/timing";

/**
 * What the panel of a campaign is bundled with in place of `lib/core/rollout/timing`: the shipped times at as little as a thirtieth,
 * in the same order of sizes, so that a run takes seconds. The host script takes any timeout from 3 s on, and its own
 * times (7 s from timer to guard, 10 s for its lock) are the shipped ones. No setting of the panel can do this.
 */
type Timing = {
  readonly [Name in keyof typeof shipped]: (typeof shipped)[Name] extends number ? number : object;
};

export const timeoutSeconds = { least: 3, most: 3600, proven: 5, ask: 6 };
export const connectTimeout = 5_000;
export const retryInterval = 400;
export const lastProofBeforeDeadline = 1_000;
export const settleAfterDeadline = 400;
/** More than the 7 s from timer to guard. */
export const silenceUntilUnknown = 10_000;
export const execTimeout = 6_000;
export const inspectTimeout = 6_000;

({
  timeoutSeconds,
  connectTimeout,
  retryInterval,
  lastProofBeforeDeadline,
  settleAfterDeadline,
  silenceUntilUnknown,
  execTimeout,
  inspectTimeout,
}) satisfies Timing;
