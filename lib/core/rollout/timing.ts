/**
 * Range of an apply's timeout for operators, in seconds. Shorter than the least: one lost packet during the proof turns
 * a good apply into a rollback. Longer than the most: a locked-out operator gives up and asks the provider's console.
 */
export const timeoutSeconds = {
  least: 30,
  most: 3600,
  /** Retries fit in, at 2 s for a whole cycle over a slow line. */
  proven: 60,
  /** A person reads the page and presses Keep; less is a race, more keeps a lockout up longer. */
  ask: 180,
} as const;

/** One login. Shorter: fails on a slow line (1 s at 100 ms round trip). Longer: too few tries before the deadline. */
export const connectTimeout = 5_000;

/** Between two tries of a probe or a status. Shorter: trips rate limits for new SSH connections. Longer: too few tries. */
export const retryInterval = 3_000;

/**
 * No new proof is begun this long before the deadline. Shorter: the confirm meets the rollback (harmless, but the
 * operator sees a lottery). Longer: a slow host loses its last tries.
 */
export const lastProofBeforeDeadline = 10_000;

/**
 * After the deadline, before the host is asked how it ended. Shorter: it is still restoring and must be asked again.
 * Longer: the page stands still. The guard fires 7 s after the main timer; asking again covers that.
 */
export const settleAfterDeadline = 2_000;

/**
 * No clear word for so long after the deadline (or after the last sign of life, where it is not known): the apply is
 * called unknown. Shorter: a host that reboots, or retries its rollback for 2 minutes, is written off. Longer: the job
 * holds the host although nothing can be learned.
 */
export const silenceUntilUnknown = 300_000;

/** One exec of the host script. Shorter: 5,000 rules on a small host. Longer: a hung host holds the job. */
export const execTimeout = 30_000;

/** Reading the facts: slow managers (systemctl on a loaded host) are part of it. */
export const inspectTimeout = 30_000;
