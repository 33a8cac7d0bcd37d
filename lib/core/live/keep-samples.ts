const hour = 3_600_000;

/** As they came. */
const inFull = 24 * hour;

/** One an hour. Longer than most people wait before they narrow a rule. */
const atAll = 31 * 24 * hour;

/**
 * Which samples may go: those older than a month, and of those older than a day all but the last of each hour of each
 * apply. Times are milliseconds since 1970.
 */
export function samplesToDrop<S extends { readonly applyId: string; readonly readAt: number }>(
  samples: readonly S[],
  now: number,
): readonly S[] {
  const lastOf = new Map<string, S>();
  const nameOf = ({ applyId, readAt }: S) => `${applyId} ${Math.floor(readAt / hour)}`;
  for (const sample of samples) {
    const known = lastOf.get(nameOf(sample));
    if (known === undefined || known.readAt < sample.readAt) lastOf.set(nameOf(sample), sample);
  }
  return samples.filter((sample) => {
    const age = now - sample.readAt;
    return age > atAll || (age > inFull && lastOf.get(nameOf(sample)) !== sample);
  });
}

/**
 * The oldest of samples in the order of their time, and the newest of each of so many equal spans from there to the last.
 * The last before each restart of the host stays as well: what it counted is told by no later one.
 */
export function newestOfSpans<S extends { readonly readAt: number; readonly bootId: string }>(
  samples: readonly S[],
  spans: number,
): readonly S[] {
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined) return [];
  const length = (last.readAt - first.readAt) / spans;
  const spanOf = ({ readAt }: S) =>
    length === 0 ? 0 : Math.min(spans - 1, Math.floor((readAt - first.readAt) / length));
  return samples.filter((sample, at) => {
    const next = samples[at + 1];
    return at === 0 || next === undefined || next.bootId !== sample.bootId || spanOf(next) !== spanOf(sample);
  });
}
