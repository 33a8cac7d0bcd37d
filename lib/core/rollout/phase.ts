/** Where an apply stands: what the host last proved. */
export const phases = [
  "queued",
  "inspecting",
  "armed",
  "applied",
  "probing",
  "waiting",
  "confirmed",
  "refused",
  "rolled_back",
  "rollback_failed",
  "unknown",
] as const;
export type Phase = (typeof phases)[number];

/** Phases that end an apply. `unknown` ends the job; the host must be inspected before anything else. */
export const finalPhases: ReadonlySet<Phase> = new Set<Phase>([
  "confirmed",
  "refused",
  "rolled_back",
  "rollback_failed",
]);

/** What is about to be tried; stored before its effect runs, so that a crash knows what may have happened. */
export type Attempt = "inspect" | "arm-and-load" | "probe" | "confirm" | "cancel" | "status";

/** Why the old rules came back. */
export type RollbackReason =
  | "expired"
  | "cancelled"
  | "drift"
  | "lost-by-reboot"
  /** Both timers were dead; the next contact brought the old rules back in their place. */
  | "timers-lost"
  | "load-failed"
  /** The confirmed rules could not be stored for the next boot. */
  | "persist-failed"
  /** A check that the proof asks for met something else than the new rules intend. */
  | "checks-failed";

/** Who decides that the new rules stay: the proof alone, or the operator after the proof. */
export type ConfirmMode = "proven" | "ask";
