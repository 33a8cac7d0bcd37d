import { answered } from "./answered";
import type { ApplyEvent, ApplyState, Step } from "./apply-state";
import { askHow, attempt, end, proveOrSettle, stay } from "./moves";
import { finalPhases } from "./phase";
import { retryInterval, settleAfterDeadline } from "./timing";

/**
 * What an event makes of an apply, and what is to be done next. Pure: the panel's clock comes with the event. Order is
 * not trusted: an event that does not fit the state changes nothing. Nothing is assumed of a host that was not heard;
 * it is asked.
 */
export function step(state: ApplyState, event: ApplyEvent): Step {
  if (finalPhases.has(state.phase)) return { state, effects: [{ type: "finish" }] };
  switch (event.type) {
    case "start":
      return state.phase === "queued" && state.attempting === null
        ? attempt({ ...state, phase: "inspecting" }, "inspect")
        : stay(state);
    case "inspected":
      return inspected(state, event);
    case "answered":
      return answered({ ...state, heardAt: event.at }, event.answer, event.at);
    case "probed":
      return probed(state, event);
    case "lost":
      return lost(state, event);
    case "wished":
      return wished(state, event);
    case "woke":
      if (state.next === null || event.at < state.next.at) return stay(state);
      return attempt(state, state.next.attempt);
    case "resumed":
      return resumed(state);
  }
}

function inspected(state: ApplyState, { allowed }: ApplyEvent & { type: "inspected" }): Step {
  if (state.attempting !== "inspect") return stay(state);
  if (!allowed || state.wish === "roll-back") return end(state, "refused");
  return attempt({ ...state, phase: "inspecting" }, "arm-and-load");
}

function probed(state: ApplyState, { at, passed, refuted }: ApplyEvent & { type: "probed" }): Step {
  if (state.attempting !== "probe") return stay(state);
  if (state.wish === "roll-back") return attempt(state, "cancel");
  if (refuted === true) return attempt({ ...state, reason: "checks-failed" }, "cancel");
  if (!passed) return proveOrSettle({ ...state, attempting: null }, at, retryInterval);
  const proven: ApplyState = { ...state, phase: "probing", attempting: null, heardAt: at };
  if (state.confirmMode === "proven" || state.wish === "keep") return attempt(proven, "confirm");
  return askOperator(proven);
}

/** The proof holds and the operator decides; without a word the host's timer does. */
function askOperator(state: ApplyState): Step {
  const at = (state.deadlineAt ?? 0) + settleAfterDeadline;
  return {
    state: { ...state, phase: "waiting", attempting: null, next: { attempt: "status", at } },
    effects: [{ type: "wait", until: at }],
  };
}

function lost(state: ApplyState, event: ApplyEvent & { type: "lost" }): Step {
  if (state.attempting !== event.attempt) return stay(state);
  switch (event.attempt) {
    case "inspect":
      // Nothing was sent that could change a rule.
      return end(state, "refused");
    case "probe":
      return probed(state, { type: "probed", passed: false, at: event.at });
    case "arm-and-load":
    case "confirm":
      // It may have happened and it may not: only the host knows.
      return askHow(state, event.at, 0);
    case "cancel":
    case "status":
      return askHow(state, event.at, retryInterval);
  }
}

function wished(state: ApplyState, { at, wish }: ApplyEvent & { type: "wished" }): Step {
  const next = { ...state, wish };
  if (state.phase === "queued" && state.attempting === null && wish === "roll-back")
    return end(next, "refused");
  // What is under way ends first; whoever handles its end looks at the wish.
  if (state.attempting !== null || state.deadlineAt === null) return stay(next);
  if (wish === "roll-back") return attempt(next, "cancel");
  if (state.phase !== "waiting") return stay(next);
  // Too late for a confirm to be sure of its answer: the host is asked how it ended.
  return at < state.deadlineAt ? attempt(next, "confirm") : askHow(next, at, settleAfterDeadline);
}

function resumed(state: ApplyState): Step {
  switch (state.phase) {
    case "queued":
      return attempt({ ...state, phase: "inspecting" }, "inspect");
    case "inspecting":
      // The restarted panel may have lost the answer to the one call that changes anything.
      return attempt(state, state.attempting === "inspect" ? "inspect" : "status");
    default:
      return attempt(state, "status");
  }
}
