import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";

/** An apply that has just begun, but for what a test says of it. */
export function pretendProgress(more: Partial<ApplyProgress>): ApplyProgress {
  return {
    id: "a1",
    hostId: "h1",
    number: 1,
    phase: "queued",
    reason: null,
    roles: [],
    createdAt: "",
    createdBy: "",
    finishedAt: null,
    revertOfNumber: null,
    drill: null,
    leave: false,
    changes: [],
    hostName: "",
    attempting: null,
    confirmMode: "proven",
    timeoutSeconds: 60,
    anyway: false,
    requireChecks: false,
    wish: null,
    countdown: null,
    running: true,
    events: [],
    ...more,
  };
}
