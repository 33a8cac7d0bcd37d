import type { Clock } from "../clock";

/** How often it is asked which hosts are due. Shorter: questions for nothing. Longer: the first look after a confirm waits. */
const askInterval = 15_000;
/** Looks at the same time. More: a small machine stands still over hundred logins. Fewer: a few silent hosts hold up all. */
const mostAtOnce = 4;

/** What the watch works with; tests bring their own. */
export type DriftWatchOptions = {
  /** Hosts that are due, those that wait longest first. Times are milliseconds since 1970. */
  readonly findDue: (now: number, startedAt: number) => Promise<readonly string[]>;
  readonly look: (hostId: string) => Promise<unknown>;
  readonly clock: Clock;
  /** `hostId` is null where the hosts themselves could not be found. */
  readonly onError: (error: unknown, hostId: string | null) => void;
};

export type DriftWatch = {
  /** Begins no more looks, and waits for those that are under way: they only read. */
  stop(): Promise<void>;
};

/**
 * Looks at the live rules of each host when it is due, a few at once. Looks are no jobs: an apply never waits for one,
 * and one that meets an apply is not kept (`drift/record-look.ts`).
 */
export function watchDrift({ findDue, look, clock, onError }: DriftWatchOptions): DriftWatch {
  const stopping = new AbortController();
  const startedAt = clock.now();
  const running = new Map<string, Promise<void>>();

  const begin = (hostId: string) => {
    const done = look(hostId)
      .then(
        () => {},
        (error: unknown) => onError(error, hostId),
      )
      .finally(() => running.delete(hostId));
    running.set(hostId, done);
  };
  const beginDue = async () => {
    const due = await findDue(clock.now(), startedAt);
    const free = due.filter((hostId) => !running.has(hostId));
    if (stopping.signal.aborted) return false;
    for (const hostId of free.slice(0, mostAtOnce - running.size)) begin(hostId);
    return free.length > 0;
  };
  const loop = async () => {
    while (!stopping.signal.aborted) {
      const more = await beginDue().catch((error: unknown) => {
        onError(error, null);
        return false;
      });
      const pause = new AbortController();
      const end = () => pause.abort();
      stopping.signal.addEventListener("abort", end);
      // While hosts wait for their turn, the end of a look is the next one's beginning.
      const turn = more ? [...running.values()] : [];
      await Promise.race([clock.wait(askInterval, pause.signal), ...turn]);
      pause.abort();
      stopping.signal.removeEventListener("abort", end);
    }
  };
  const ended = loop();
  return {
    async stop() {
      stopping.abort();
      await ended;
      await Promise.all(running.values());
    },
  };
}
