/** Between two looks at one host, in milliseconds. Shorter: a login a minute in every host's log. Longer: found late. */
export const lookInterval = 600_000;

/** A host that could not be read is tried again after this. */
export const retryAfterFault = 120_000;

/** Over this time the first looks of a start are spread: not every host at once. */
const startSpread = 120_000;

/** A number from 0 to 1 that is always the same for one text. */
function shareOf(text: string): number {
  let sum = 2_166_136_261;
  for (const char of text) sum = Math.imul(sum ^ (char.codePointAt(0) ?? 0), 16_777_619) >>> 0;
  return sum / 2 ** 32;
}

export type LastLook = {
  readonly hostId: string;
  /** Null: never, or for an older apply. Milliseconds since 1970, as all here. */
  readonly lookedAt: number | null;
  readonly failed: boolean;
};

/**
 * When a host is looked at next. Hosts keep apart: each has an interval a little longer or shorter than the others, and
 * those that waited while the panel was off come one after another.
 */
export function nextLook({ hostId, lookedAt, failed }: LastLook, startedAt: number): number {
  if (lookedAt === null) return startedAt;
  const share = shareOf(hostId);
  const interval = failed ? retryAfterFault : lookInterval;
  return Math.max(lookedAt + interval * (0.9 + 0.2 * share), startedAt + startSpread * share);
}
