import { expect, test } from "vitest";
import type { Phase } from "@/lib/core/rollout/phase";
import { hostStateOf } from "./host-state";

const confirmed = { id: "a", number: 1, createdAt: "", createdBy: "", finishedAt: "" };
const last = (phase: Phase) => ({ ...confirmed, phase, reason: null });
const none = { pending: null, lastApply: null, lastConfirmed: null, inspectedAt: "2026-11-22T05:00:00Z" };
const pending = (phase: Phase) => ({ applyId: "b", number: 2, phase, countdown: null, drill: false });

test.each([
  ["nothing known", { ...none, inspectedAt: null }, "not-inspected"],
  ["inspected, nothing applied", none, "no-rules"],
  ["confirmed", { ...none, lastApply: last("confirmed"), lastConfirmed: confirmed }, "confirmed"],
  [
    "a pending apply stands before what was confirmed",
    { ...none, lastConfirmed: confirmed, lastApply: last("probing"), pending: pending("probing") },
    "pending",
  ],
  [
    "we cannot see how it ended",
    { ...none, lastApply: last("unknown"), pending: pending("unknown") },
    "unknown",
  ],
  [
    "a refused apply leaves the confirmed rules",
    { ...none, lastApply: last("refused"), lastConfirmed: confirmed },
    "confirmed",
  ],
  ["refused, and nothing before", { ...none, lastApply: last("refused") }, "refused"],
  [
    "rolled back is said, also where older rules hold",
    { ...none, lastApply: last("rolled_back"), lastConfirmed: confirmed },
    "rolled-back",
  ],
  [
    "a failed rollback is the worst",
    { ...none, lastApply: last("rollback_failed"), lastConfirmed: confirmed },
    "rollback-failed",
  ],
] as const)("%s", (_, host, state) => {
  expect(hostStateOf(host)).toBe(state);
});
