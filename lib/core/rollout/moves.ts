import type { ApplyState, PanelTime, Step } from "./apply-state";
import type { Attempt, Phase, RollbackReason } from "./phase";
import { lastProofBeforeDeadline, settleAfterDeadline, silenceUntilUnknown } from "./timing";

/** Nothing follows from the event. */
export function stay(state: ApplyState): Step {
  return { state, effects: [] };
}

/** One effect begins; it is on record before it runs. */
export function attempt(state: ApplyState, what: Attempt): Step {
  return { state: { ...state, attempting: what, next: null }, effects: [{ type: what }] };
}

/** An effect that begins after a pause. */
export function retry(state: ApplyState, what: Attempt, at: PanelTime): Step {
  return {
    state: { ...state, attempting: null, next: { attempt: what, at } },
    effects: [{ type: "wait", until: at }],
  };
}

/** The same state as told by a clock that is ahead by so much. */
export function moveTimes(state: ApplyState, by: number): ApplyState {
  const { deadlineAt, heardAt, next } = state;
  return {
    ...state,
    deadlineAt: deadlineAt === null ? null : deadlineAt + by,
    heardAt: heardAt === null ? null : heardAt + by,
    next: next === null ? null : { ...next, at: next.at + by },
  };
}

/** The job is over. */
export function end(state: ApplyState, phase: Phase, reason: RollbackReason | null = state.reason): Step {
  return { state: { ...state, phase, reason, attempting: null, next: null }, effects: [{ type: "finish" }] };
}

/**
 * Asks the host how it stands, after a pause. Where there is no clear word long after the deadline, the end is `unknown`:
 * the panel says so and assumes nothing.
 */
export function askHow(state: ApplyState, at: PanelTime, pause: number): Step {
  const since = state.deadlineAt ?? state.heardAt;
  if (since !== null && at > since + silenceUntilUnknown) return end(state, "unknown");
  const heard = since === null ? { ...state, heardAt: at } : state;
  return pause === 0 ? attempt(heard, "status") : retry(heard, "status", at + pause);
}

/** Tries the proof (again) while there is time for it; else lets the host's timer act and asks how it ended. */
export function proveOrSettle(state: ApplyState, at: PanelTime, pause: number): Step {
  const { deadlineAt } = state;
  if (deadlineAt !== null && at + pause + lastProofBeforeDeadline < deadlineAt) {
    return pause === 0 ? attempt(state, "probe") : retry(state, "probe", at + pause);
  }
  return retry(state, "status", Math.max(at, deadlineAt ?? at) + settleAfterDeadline);
}
