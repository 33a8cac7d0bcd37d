import type { PanelTime } from "@/lib/core/rollout/apply-state";
import { type ChecksProof, proveChecks } from "@/lib/server/services/checks/prove-checks";
import { isServiceError } from "@/lib/server/services/service-error";
import type { Clock } from "../clock";

/**
 * Required checks are given up this long before the deadline, as not proven. Shorter: the confirm meets the rollback.
 * Longer: silence, which is what a shut door answers with, cannot be waited out.
 */
const lastCheckBeforeDeadline = 3_000;

/** What came of the required checks. `late`: they did not finish in the time that was left. */
export type RequiredOutcome =
  | ChecksProof
  | { readonly verdict: "unproven"; readonly late: true }
  | { readonly verdict: "unproven"; readonly fault: { readonly code: string; readonly text: string } };

/** Ends the wait for a piece of work when the time is over; its later outcome is of no use to anybody. */
function boundedBy(clock: Clock, milliseconds: number) {
  return async <T>(work: Promise<T>): Promise<T | null> => {
    const ending = new AbortController();
    const late = clock.wait(milliseconds, ending.signal).then(() => null);
    try {
      return await Promise.race([work, late]);
    } finally {
      ending.abort();
      work.catch(() => {});
    }
  };
}

/** Tries the checks that an apply's proof asks for, as long as the host's timer leaves time; what did not finish proves nothing. */
export async function requiredChecks(
  applyId: string,
  clock: Clock,
  deadlineAt: PanelTime | null,
): Promise<RequiredOutcome> {
  const left = (deadlineAt ?? clock.now()) - lastCheckBeforeDeadline - clock.now();
  if (left <= 0) return { verdict: "unproven", late: true };
  try {
    return (await proveChecks(applyId, boundedBy(clock, left))) ?? { verdict: "unproven", late: true };
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return { verdict: "unproven", fault: { code: error.code, text: error.message } };
  }
}
