/** Time for the jobs; tests bring their own. */
export type Clock = {
  /** Milliseconds since 1970, the panel's clock. */
  now(): number;
  /** Milliseconds that only pass: setting the time of day does not move them. */
  steady(): number;
  /** Ends at `until`, or as soon as the signal aborts. */
  wait(until: number, signal: AbortSignal): Promise<void>;
};

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  wait: (until, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const end = () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", end);
        resolve();
      };
      const timer = setTimeout(end, Math.max(0, until - Date.now()));
      signal.addEventListener("abort", end);
    }),
};
