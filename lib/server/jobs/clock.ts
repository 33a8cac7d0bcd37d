/** Time for the jobs; tests bring their own. */
export type Clock = {
  /** Milliseconds since 1970, the panel's clock. */
  now(): number;
  /** Milliseconds that only pass: setting the time of day does not move them. */
  steady(): number;
  /** Ends after so many milliseconds that pass, or as soon as the signal aborts. */
  wait(milliseconds: number, signal: AbortSignal): Promise<void>;
};

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),
  wait: (milliseconds, signal) =>
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
      const timer = setTimeout(end, Math.max(0, milliseconds));
      signal.addEventListener("abort", end);
    }),
};

/** A clock that begins with the panel's time and then only passes, whatever the time of day is set to meanwhile. */
export function passingClock(clock: Clock): Clock {
  const begun = clock.now() - clock.steady();
  return { ...clock, now: () => Math.round(clock.steady() + begun) };
}
