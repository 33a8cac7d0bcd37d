import { type Clock, systemClock } from "./clock";
import { finishJob, type LeasedJob, leaseFree, leaseSpan, releaseJob, renewLease } from "./lease";
import { type Owner, ownName } from "./owner";

/** How often open jobs are looked for without being told; a wake makes it at once. */
const pollInterval = 5_000;
/** Before a job that fell over is tried again, growing with each try. */
const retryPause = 2_000;
/** A job that falls over this often has a fault of its own; it ends with the error on record. */
const mostAttempts = 50;

/** What a handler gets besides the job. */
export type JobTools = {
  /** Aborts when the panel stops or the lease is lost: end soon, leave the rest to the next lease. */
  readonly signal: AbortSignal;
  /** Calls the listener at each wake of the runner; returns what ends it. */
  readonly onWake: (listener: () => void) => () => void;
};

/** Does one job. `over`: it is done; `later`: stopped in between, somebody must go on. */
export type JobHandler = (job: LeasedJob, tools: JobTools) => Promise<"over" | "later">;

export type Runner = {
  /** Looks for work now, and tells the handlers that something was written for them. */
  wake(): void;
  /** Stops: handlers end, leases are given back. */
  stop(): Promise<void>;
  /** Waits until no job is being worked on; for tests. */
  idle(): Promise<void>;
};

/** What the runner works with; tests bring their own clock, owner and log. */
export type RunnerOptions = {
  readonly handlers: Readonly<Record<string, JobHandler>>;
  readonly onError: (error: unknown, job: LeasedJob | null) => void;
  readonly owner?: Owner;
  readonly clock?: Clock;
};

/** Starts a runner: leases open jobs, runs their handlers side by side (one a host), renews the leases. */
export function startRunner({
  handlers,
  onError,
  owner = ownName(),
  clock = systemClock,
}: RunnerOptions): Runner {
  const stopping = new AbortController();
  const running = new Map<string, Promise<void>>();
  const listeners = new Set<() => void>();
  let looking: Promise<void> | null = null;
  let again = false;

  const work = async (job: LeasedJob) => {
    const ending = new AbortController();
    const stop = () => ending.abort();
    stopping.signal.addEventListener("abort", stop);
    const renewal = setInterval(() => {
      renewLease(job.id, owner, new Date(clock.now())).then(
        (held) => {
          if (!held) stop();
        },
        // One missed renewal is no loss: the lease holds for three.
        (error: unknown) => onError(error, job),
      );
    }, leaseSpan / 3);
    try {
      const handler = handlers[job.kind];
      if (handler === undefined) {
        await finishJob(job.id, owner, new Date(clock.now()), `no handler for ${job.kind}`);
        return;
      }
      const outcome = await handler(job, {
        signal: ending.signal,
        onWake: (listener) => {
          listeners.add(listener);
          return () => listeners.delete(listener);
        },
      });
      if (outcome === "over") await finishJob(job.id, owner, new Date(clock.now()), null);
      else await releaseJob(job.id, owner, null, null);
    } catch (error) {
      onError(error, job);
      const text = error instanceof Error ? error.message : String(error);
      const now = clock.now();
      const settle =
        job.attempts >= mostAttempts
          ? finishJob(job.id, owner, new Date(now), text)
          : releaseJob(job.id, owner, new Date(now + retryPause * Math.min(job.attempts, 15)), text);
      // Where even that cannot be written, the next look finds a job of ours that we do not run.
      await settle.catch((fault: unknown) => onError(fault, job));
    } finally {
      clearInterval(renewal);
      stopping.signal.removeEventListener("abort", stop);
    }
  };

  const look = async () => {
    do {
      again = false;
      const leased = await leaseFree(owner, new Date(clock.now()), (id) => running.has(id));
      for (const job of leased) {
        const done = work(job).finally(() => {
          running.delete(job.id);
          if (!stopping.signal.aborted) wake();
        });
        running.set(job.id, done);
      }
    } while (again && !stopping.signal.aborted);
  };

  const wake = () => {
    for (const listener of [...listeners]) listener();
    if (stopping.signal.aborted) return;
    if (looking !== null) {
      again = true;
      return;
    }
    looking = look()
      .catch((error: unknown) => onError(error, null))
      .finally(() => {
        looking = null;
      });
  };

  const poll = setInterval(wake, pollInterval);
  wake();
  return {
    wake,
    async stop() {
      clearInterval(poll);
      stopping.abort();
      await looking;
      await Promise.all(running.values());
    },
    async idle() {
      while (looking !== null || running.size > 0) await Promise.all([looking, ...running.values()]);
    },
  };
}
