import type { RollbackReason } from "./phase";

/** Seconds since the host's boot, by its own clock; jumps of the wall clock do not move it. */
export type Uptime = number;

/** Why the host script did not do what was asked; the rules are as they were before this call. */
export const failCodes = [
  "bad-request",
  "not-root",
  "no-tools",
  "ipv6-broken",
  "ipv6-present",
  "unreadable-table",
  "state-directory",
  "lock",
  "used-id",
  "unknown-id",
  "test-failed",
  "rehearsal-failed",
  "not-armed",
  "same-connection",
  "not-loaded",
  "drift",
  "disk",
  "rollback-pending",
] as const;
export type FailCode = (typeof failCodes)[number];

/** Where the files of an apply stand on the host. */
export type HostApplyState =
  /** No file of this id: never armed, wiped, or the host was restarted since. */
  | "unknown-id"
  | "pending"
  /** A confirm won and did not finish; the next changing call finishes it. */
  | "confirming"
  | "rolling-back"
  | "confirmed"
  | "rolled-back"
  | "rollback-failed"
  /** It was pending when the host went down. */
  | "lost"
  /** Nothing of ours is on the host. */
  | "gone";

/** One answer of the host script (protocol: lib/server/hosts/scripts/README.md). */
export type HostAnswer =
  /** Both timers hold the old rules in memory; no rule has changed yet. */
  | {
      readonly kind: "armed";
      readonly id: string;
      readonly uptime: Uptime;
      readonly deadline: Uptime;
      readonly bootId: string;
      /** What runs the main timer. */
      readonly main: "service" | "process";
    }
  | { readonly kind: "applied"; readonly id: string; readonly uptime: Uptime }
  /** `boot`: whether a boot unit loads the rules after a restart; `again`: it had been confirmed before. */
  | {
      readonly kind: "confirmed";
      readonly id: string;
      readonly boot: "unit" | "none";
      readonly again: boolean;
    }
  /** Nothing of ours is on the host any more, this answer's record included. */
  | { readonly kind: "gone"; readonly id: string }
  | { readonly kind: "rolled-back"; readonly id: string; readonly reason: RollbackReason }
  | { readonly kind: "rollback-failed"; readonly id: string }
  /** Another apply is pending. */
  | { readonly kind: "busy"; readonly id: string; readonly seconds: number }
  | {
      readonly kind: "failed";
      readonly id: string;
      readonly code: FailCode;
      /** The host's own words, one line each; for people. */
      readonly detail: readonly string[];
    }
  | {
      readonly kind: "status";
      readonly id: string;
      readonly state: HostApplyState;
      /** Whether the new rules were read back; only then is there anything to confirm. */
      readonly loaded: boolean;
      /** Timers that are alive. */
      readonly timers: number;
      readonly uptime: Uptime;
      readonly deadline: Uptime | null;
      readonly bootId: string;
      readonly reason: RollbackReason | null;
    };
