import { expect, test } from "vitest";
import type { DriftState } from "@/lib/core/drift/finding";
import type { Phase } from "@/lib/core/rollout/phase";
import { hostStateOf } from "./host-state";

const confirmed = { id: "a", number: 1, createdAt: "", createdBy: "", finishedAt: "" };
const last = (phase: Phase) => ({ ...confirmed, phase, reason: null, leave: false });
const none = {
  pending: null,
  lastApply: null,
  lastConfirmed: null,
  inspectedAt: "2026-11-22T05:00:00Z",
  drift: null,
};
const drift = (state: DriftState, unreadableSince: string | null = null) => ({
  state,
  since: "2026-11-22T05:30:00Z",
  unreadableSince,
});
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
  [
    "drift stands before what was confirmed, and before an apply that was rolled back since",
    { ...none, lastApply: last("rolled_back"), lastConfirmed: confirmed, drift: drift("drifted") },
    "drift",
  ],
  [
    "others changed what packets meet",
    { ...none, lastApply: last("confirmed"), lastConfirmed: confirmed, drift: drift("others-changed") },
    "others-changed",
  ],
  [
    "what cannot be read now is not called what it was",
    {
      ...none,
      lastApply: last("confirmed"),
      lastConfirmed: confirmed,
      drift: drift("same", "2026-11-22T06:00:00Z"),
    },
    "unreadable",
  ],
  [
    "nothing that a look found hides a failed rollback",
    { ...none, lastApply: last("rollback_failed"), lastConfirmed: confirmed, drift: drift("drifted") },
    "rollback-failed",
  ],
  [
    "an apply is under way: what was found before it says nothing",
    {
      ...none,
      lastApply: last("probing"),
      lastConfirmed: confirmed,
      pending: pending("probing"),
      drift: drift("drifted"),
    },
    "pending",
  ],
  [
    "left",
    {
      ...none,
      lastApply: { ...last("confirmed"), leave: true },
      lastConfirmed: confirmed,
      drift: drift("drifted"),
    },
    "left",
  ],
  [
    "a leave that was undone",
    { ...none, lastApply: { ...last("rolled_back"), leave: true }, lastConfirmed: confirmed },
    "rolled-back",
  ],
  [
    "as confirmed",
    { ...none, lastApply: last("confirmed"), lastConfirmed: confirmed, drift: drift("same") },
    "confirmed",
  ],
] as const)("%s", (_, host, state) => {
  expect(hostStateOf(host)).toBe(state);
});
