import type { StepState } from "@/components/ui/progress-steps";
import { finalPhases, type Phase } from "@/lib/core/rollout/phase";
import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";

/** One phase of the way, where it stands, and when the host (or the panel, before it spoke) got there. */
export type PhaseStep = {
  readonly phase: Phase;
  readonly state: StepState;
  readonly at: string | null;
  readonly hostUptime: number | null;
};

/** Whether the new rules were proven and the operator, who was asked, said nothing until the time was up. */
export function leftUndecided({ confirmMode, reason, events }: ApplyProgress): boolean {
  return confirmMode === "ask" && reason === "expired" && events.some(({ phase }) => phase === "waiting");
}

/** The way of an apply that goes well; `waiting` only where the operator is asked. A drill goes well when it is undone. */
function wayOf({ confirmMode, events, phase, drill }: ApplyProgress): Phase[] {
  if (drill !== null) return ["queued", "inspecting", "armed", "applied", "rolled_back"];
  const asked =
    confirmMode === "ask" || phase === "waiting" || events.some((event) => event.phase === "waiting");
  return [
    "queued",
    "inspecting",
    "armed",
    "applied",
    "probing",
    ...(asked ? (["waiting"] as const) : []),
    "confirmed",
  ];
}

/** The time line of an apply: the phases that the host proved, the one under way, and how it ended. */
export function phaseSteps(progress: ApplyProgress): PhaseStep[] {
  const { phase, events } = progress;
  const way = wayOf(progress);
  const seen = new Map<Phase, { at: string; hostUptime: number | null }>();
  for (const event of events) {
    if (!seen.has(event.phase)) seen.set(event.phase, { at: event.at, hostUptime: event.hostUptime });
  }
  // A quick apply may pass a phase between two events: whatever lies before one that was seen was passed as well.
  const reached = Math.max(...way.map((one, index) => (one === phase || seen.has(one) ? index : -1)), 0);
  const over = finalPhases.has(phase) || phase === "unknown";
  const steps = way.map((one, index): PhaseStep => {
    const first = seen.get(one);
    let state: StepState;
    if (phase === "confirmed") state = "done";
    else if (one === phase) state = "running";
    else if (index <= reached) state = "done";
    else state = over ? "skipped" : "waiting";
    return { phase: one, state, at: first?.at ?? null, hostUptime: first?.hostUptime ?? null };
  });
  if (!over || phase === "confirmed") return steps;
  const undecided = leftUndecided(progress);
  const passed = steps
    .filter((step) => step.state === "done")
    .map((step) => (undecided && step.phase === "waiting" ? { ...step, state: "skipped" as const } : step));
  const end = seen.get(phase);
  const ended: PhaseStep = {
    phase,
    // Going back is what was promised, and the host did it; a refused apply did nothing.
    state: phase === "rolled_back" ? "done" : phase === "refused" ? "skipped" : "failed",
    at: end?.at ?? progress.finishedAt,
    hostUptime: end?.hostUptime ?? null,
  };
  return [...passed, ended];
}
