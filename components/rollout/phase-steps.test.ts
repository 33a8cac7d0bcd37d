import { describe, expect, test } from "vitest";
import type { Phase } from "@/lib/core/rollout/phase";
import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";
import { leftUndecided, phaseSteps } from "./phase-steps";
import { pretendProgress } from "./testing/pretend-progress";

function progress(phase: Phase, seen: Phase[], confirmMode: "proven" | "ask" = "proven"): ApplyProgress {
  return pretendProgress({
    phase,
    confirmMode,
    events: seen.map((one, index) => ({
      sequence: index + 1,
      at: `2030-01-01T00:00:0${index}Z`,
      phase: one,
      kind: "x",
      hostUptime: 100 + index,
      answer: null,
      detail: null,
      hasLive: false,
    })),
  });
}
const told = (...args: Parameters<typeof progress>) =>
  phaseSteps(progress(...args)).map(({ phase, state }) => `${phase} ${state}`);

describe("the time line of an apply", () => {
  test("under way: what was proven, where it is, what is still to come", () => {
    expect(told("applied", ["inspecting", "armed", "applied"])).toEqual([
      "queued done",
      "inspecting done",
      "armed done",
      "applied running",
      "probing waiting",
      "confirmed waiting",
    ]);
  });

  test("the operator's turn is a step only where the operator is asked", () => {
    expect(told("armed", ["armed"], "ask")).toContain("waiting waiting");
    expect(told("armed", ["armed"])).not.toContain("waiting waiting");
  });

  test("rolled back: ends there, and never shows a later phase as done", () => {
    const steps = told("rolled_back", ["inspecting", "armed", "applied", "probing", "rolled_back"]);
    expect(steps.at(-1)).toBe("rolled_back done");
    expect(steps).not.toContain("confirmed done");
  });

  test("a decision that nobody took before the time was up is not shown as done; one to go back is", () => {
    const ended = progress("rolled_back", ["applied", "probing", "waiting", "rolled_back"], "ask");
    const decision = (reason: string) =>
      phaseSteps({ ...ended, reason }).find(({ phase }) => phase === "waiting")?.state;
    expect(decision("expired")).toBe("skipped");
    expect(decision("cancelled")).toBe("done");
    expect(leftUndecided({ ...ended, reason: "expired" })).toBe(true);
    expect(leftUndecided({ ...ended, reason: "expired", confirmMode: "proven" })).toBe(false);
  });

  test("unknown and a failed rollback are no success", () => {
    expect(told("unknown", ["armed", "unknown"]).at(-1)).toBe("unknown failed");
    expect(told("rollback_failed", ["armed", "rollback_failed"]).at(-1)).toBe("rollback_failed failed");
  });

  test("each phase carries the host's own time", () => {
    const armed = phaseSteps(progress("armed", ["inspecting", "armed"])).find(
      (step) => step.phase === "armed",
    );
    expect(armed).toMatchObject({ hostUptime: 101, state: "running" });
  });
});
