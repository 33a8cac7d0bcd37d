import type { Countdown } from "./apply-view";

/** What the row of an apply says about the host's clock. */
type ClockRow = {
  readonly hostUptime: number | null;
  readonly deadlineUptime: number | null;
  readonly hostUptimeAt: Date | null;
  readonly phase: string;
};

const ticking: ReadonlySet<string> = new Set(["armed", "applied", "probing", "waiting", "unknown"]);

/** The countdown of an apply by the host's own clock, as it was last read; null where the host holds no timer. */
export function countdownOf(row: ClockRow): Countdown | null {
  if (!ticking.has(row.phase)) return null;
  if (row.hostUptime === null || row.deadlineUptime === null || row.hostUptimeAt === null) return null;
  const remainingSeconds = row.deadlineUptime - row.hostUptime;
  return {
    hostUptime: row.hostUptime,
    deadlineUptime: row.deadlineUptime,
    readAt: row.hostUptimeAt.toISOString(),
    deadlineAt: new Date(row.hostUptimeAt.getTime() + remainingSeconds * 1000).toISOString(),
    remainingSeconds,
  };
}
