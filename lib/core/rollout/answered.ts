import type { ApplyState, PanelTime, Step } from "./apply-state";
import type { HostAnswer } from "./host-answer";
import { askHow, attempt, end, proveOrSettle, stay } from "./moves";
import { retryInterval, settleAfterDeadline } from "./timing";

/** What an answer of the host makes of an apply. */
export function answered(state: ApplyState, answer: HostAnswer, at: PanelTime): Step {
  switch (answer.kind) {
    case "armed":
      if (state.attempting !== "arm-and-load") return stay(state);
      return stay({
        ...state,
        phase: "armed",
        bootId: answer.bootId,
        deadlineAt: deadlineOf(answer.uptime, answer.deadline, at),
      });
    case "applied":
      if (state.attempting !== "arm-and-load") return stay(state);
      return loaded(state, at);
    case "confirmed":
    case "gone":
      return end(state, "confirmed", null);
    case "rolled-back":
      // Where the panel asked for it, the panel knows better why.
      return end(
        state,
        "rolled_back",
        answer.reason === "cancelled" ? (state.reason ?? "cancelled") : answer.reason,
      );
    case "rollback-failed":
      return end(state, "rollback_failed");
    case "busy":
      // Another apply is pending there: this one changed nothing.
      return state.attempting === "arm-and-load" ? end(state, "refused") : stay(state);
    case "failed":
      return failed(state, answer, at);
    case "status":
      return state.attempting === "status" ? told(state, answer, at) : stay(state);
  }
}

/** The new rules are in force: they are to be proven, unless the operator has had enough. */
function loaded(state: ApplyState, at: PanelTime): Step {
  const applied: ApplyState = { ...state, phase: "applied", attempting: null };
  if (state.wish === "roll-back") return attempt(applied, "cancel");
  return proveOrSettle(applied, at, 0);
}

function failed(state: ApplyState, answer: HostAnswer & { kind: "failed" }, at: PanelTime): Step {
  switch (state.attempting) {
    case "arm-and-load":
      // Before `armed` no rule was touched; after it, only the host knows how far it came.
      return state.phase === "inspecting" ? end(state, "refused") : askHow(state, at, retryInterval);
    case "confirm":
      switch (answer.code) {
        case "drift":
          return attempt({ ...state, reason: "drift" }, "cancel");
        case "disk":
          return attempt({ ...state, reason: "persist-failed" }, "cancel");
        case "same-connection":
          return proveOrSettle(state, at, retryInterval);
        default:
          return askHow(state, at, retryInterval);
      }
    case "cancel":
      // The host holds no such apply, and has noted that it must not take it any more, should the call still arrive.
      if (answer.code === "unknown-id" && state.bootId === null) return end(state, "refused");
      return askHow(state, at, retryInterval);
    case "status":
      return askHow(state, at, retryInterval);
    default:
      return stay(state);
  }
}

/** What STATUS told; the truth, whatever was believed before. */
function told(state: ApplyState, answer: HostAnswer & { kind: "status" }, at: PanelTime): Step {
  switch (answer.state) {
    case "confirmed":
      return end(state, "confirmed", null);
    case "rolled-back":
      return end(state, "rolled_back", state.reason ?? answer.reason ?? "expired");
    case "lost":
      return end(state, "rolled_back", "lost-by-reboot");
    case "rollback-failed":
      return end(state, "rollback_failed");
    case "confirming":
      // A confirm won and was cut off; the same call finishes it.
      return attempt(state, "confirm");
    case "rolling-back":
      // Who began it is dead: the next call that changes anything finishes it.
      if (answer.timers === 0) return attempt(state, "cancel");
      return askHow(state, at, retryInterval);
    case "pending":
      return pending(state, answer, at);
    case "gone":
      // Before it was armed its call may still be on the way, and would bring something back.
      return state.bootId === null ? unheardOf(state, answer.bootId, at) : end(state, "confirmed", null);
    case "unknown-id":
      return unheardOf(state, answer.bootId, at);
  }
}

function pending(state: ApplyState, answer: HostAnswer & { kind: "status" }, at: PanelTime): Step {
  const deadlineAt =
    answer.deadline === null ? state.deadlineAt : deadlineOf(answer.uptime, answer.deadline, at);
  const known: ApplyState = { ...state, bootId: answer.bootId, deadlineAt, attempting: null };
  const undo = state.wish === "roll-back" || state.reason !== null;
  // Without a timer nobody would undo it; half loaded, there is nothing to confirm.
  if (undo || answer.timers === 0 || !answer.loaded) {
    return attempt({ ...known, phase: answer.loaded ? known.phase : "armed" }, "cancel");
  }
  if (deadlineAt !== null && at >= deadlineAt) return askHow(known, at, retryInterval);
  // Whatever was proven before: a proof is only worth something over a connection that is made now.
  return proveOrSettle({ ...known, phase: "applied" }, at, 0);
}

/** The host knows nothing of this apply. */
function unheardOf(state: ApplyState, bootId: string, at: PanelTime): Step {
  if (state.bootId !== null && state.bootId !== bootId) return end(state, "rolled_back", "lost-by-reboot");
  // It was not armed so far: the call is lost, or still on its way.
  if (state.bootId === null) return attempt(state, "cancel");
  // The state directory was wiped; the timers act from memory when their time comes, and say so then.
  if (state.deadlineAt !== null && at < state.deadlineAt + settleAfterDeadline) {
    return askHow(state, at, state.deadlineAt + settleAfterDeadline - at);
  }
  return askHow(state, at, retryInterval);
}

/** The host counts in seconds of its own uptime; the panel needs no common clock, only that both count alike. */
function deadlineOf(uptime: number, deadline: number, at: PanelTime): PanelTime {
  return at + (deadline - uptime) * 1000;
}
