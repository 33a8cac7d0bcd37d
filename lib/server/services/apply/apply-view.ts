import type { DrillOutcome } from "@/lib/core/drill/outcome";
import type { ChangeItem } from "@/lib/core/policy/describe";
import type { Policy, RoleName } from "@/lib/core/policy/schema";
import type { Attempt, ConfirmMode, Phase, RollbackReason } from "@/lib/core/rollout/phase";

/**
 * The host's own clock as it was last read. `remainingSeconds` is what was left at `readAt` (the panel's clock, ISO
 * time) before the host brings the old rules back by itself; `deadlineAt` is the same moment by the panel's clock.
 */
export type Countdown = {
  readonly hostUptime: number;
  readonly deadlineUptime: number;
  readonly readAt: string;
  readonly deadlineAt: string;
  readonly remainingSeconds: number;
};

/** One line of a host's history. All times are ISO texts. */
export type ApplyRow = {
  readonly id: string;
  readonly hostId: string;
  /** 1, 2, 3 … per host */
  readonly number: number;
  readonly phase: Phase;
  /** A `RollbackReason`, or the code of the problem that refused it; null while nothing is decided and when confirmed. */
  readonly reason: RollbackReason | string | null;
  readonly roles: readonly RoleName[];
  readonly createdAt: string;
  readonly createdBy: string;
  readonly finishedAt: string | null;
  /** Number of the apply whose policy this one brings back. */
  readonly revertOfNumber: number | null;
  /** What changed, in words, as it was shown. */
  readonly changes: readonly ChangeItem[];
  /** How the drill ended, or null: an apply that was meant to stay. */
  readonly drill: DrillOutcome | null;
  /** It takes all that is ours off the host, which is archived when it is confirmed. */
  readonly leave: boolean;
};

/** One thing that happened, in order. `answer` holds the host's raw prefixed lines. */
export type ApplyEventView = {
  readonly sequence: number;
  readonly at: string;
  readonly phase: Phase;
  readonly kind: string;
  /** Seconds of the host's uptime, where the host said it. */
  readonly hostUptime: number | null;
  readonly answer: string | null;
  /** Evidence: probes, problems, drift. */
  readonly detail: Readonly<Record<string, unknown>> | null;
  /** Whether the event carries the live text (read it with `readApply`). */
  readonly hasLive: boolean;
};

/** What moves while an apply runs: each message of the event stream is one of these. */
export type ApplyProgress = ApplyRow & {
  readonly hostName: string;
  readonly attempting: Attempt | null;
  readonly confirmMode: ConfirmMode;
  readonly timeoutSeconds: number;
  readonly anyway: boolean;
  /** The proof asks for checks too. */
  readonly requireChecks: boolean;
  /** What the operator pressed, not yet carried out while the phase is open. */
  readonly wish: "keep" | "roll-back" | null;
  /** Null until the host has said when it will act alone, and once the apply is over. */
  readonly countdown: Countdown | null;
  /** The job still works on it. False with a phase that is not final: re-inspect. */
  readonly running: boolean;
  readonly events: readonly ApplyEventView[];
};

/** The text of both families; null where the host has none. */
export type LiveText = { readonly ipv4: string | null; readonly ipv6: string | null };

/** One apply with everything on record. */
export type ApplyDetail = ApplyProgress & {
  readonly hostKind: "ssh" | "practice";
  readonly revisionId: string;
  readonly policy: Policy;
  /** The restore text that was frozen, per family. */
  readonly rules4: string;
  readonly rules6: string | null;
  /** sha256 (hex) of both texts */
  readonly hash: string;
  /** The panel as the host saw it on the connection that loaded the rules. */
  readonly source: { readonly address: string; readonly port: number } | null;
  readonly liveBefore: LiveText | null;
  readonly liveAfter: LiveText | null;
};

/** Two applies of one host side by side; `changes` lead from `left` to `right`. */
export type ApplyComparison = {
  readonly left: ApplyDetail;
  readonly right: ApplyDetail;
  readonly changes: readonly ChangeItem[];
};
