import type { Problem } from "@/lib/core/problem/problem";
import type { HostAnswer } from "./host-answer";
import type { Attempt, ConfirmMode, Phase, RollbackReason } from "./phase";

/** A point in time by the panel's clock, in milliseconds. */
export type PanelTime = number;

/** All that the machine knows of one apply; every field is stored, so that a restarted panel goes on from it. */
export type ApplyState = {
  readonly phase: Phase;
  /** The effect that may be under way; stored before it runs. */
  readonly attempting: Attempt | null;
  /** Why the old rules came back, or why they are about to. */
  readonly reason: RollbackReason | null;
  readonly confirmMode: ConfirmMode;
  /** What the operator has pressed. */
  readonly wish: "keep" | "roll-back" | null;
  /** The host's boot id when it was armed. */
  readonly bootId: string | null;
  /** When the host's timer fires, by the panel's clock; null before it was armed. */
  readonly deadlineAt: PanelTime | null;
  /** When nothing is under way: the effect that follows the wait, and when. */
  readonly next: { readonly attempt: Attempt; readonly at: PanelTime } | null;
  /** When the host was last heard of; from then on silence is counted. */
  readonly heardAt: PanelTime | null;
};

/** What happened. `at` is the panel's clock. */
export type ApplyEvent = { readonly at: PanelTime } & (
  | { readonly type: "start" }
  /** The facts were read and the gate was asked. */
  | { readonly type: "inspected"; readonly allowed: boolean; readonly problems: readonly Problem[] }
  /** One answer of the host, as soon as it arrives (an apply gives two: armed, applied). */
  | { readonly type: "answered"; readonly answer: HostAnswer }
  /**
   * A fresh connection was opened through the new rules, and every check that the proof asks for was tried. `refuted`: one
   * of those met something else than the rules intend, so that to try again is of no use.
   */
  | { readonly type: "probed"; readonly passed: boolean; readonly refuted?: boolean }
  /** The effect ended and the host's last word on it is missing: no connection, or it broke. */
  | { readonly type: "lost"; readonly attempt: Attempt }
  | { readonly type: "wished"; readonly wish: "keep" | "roll-back" }
  /** The time of the last `wait` effect has come. */
  | { readonly type: "woke" }
  /** A panel that was restarted found this state stored and unfinished. */
  | { readonly type: "resumed" }
);

/**
 * What to do next. At most one effect is under way at a time: a step that comes while one is (an operator's wish, the
 * `armed` answer of an apply) returns none.
 */
export type ApplyEffect =
  /** Read the facts over a connection, ask the gate, report `inspected`. */
  | { readonly type: "inspect" }
  /** One exec of the apply script, at best on the connection of the inspection; report every answer. */
  | { readonly type: "arm-and-load" }
  /** Open a NEW connection, keep it for `confirm`, try the checks that the proof asks for, report `probed`. */
  | { readonly type: "probe" }
  /** Over the connection that the probe opened, or else over another new one. */
  | { readonly type: "confirm" }
  | { readonly type: "cancel" }
  | { readonly type: "status" }
  /** Do nothing until then, unless an event comes before; then report `woke`. */
  | { readonly type: "wait"; readonly until: PanelTime }
  /** The job is over. */
  | { readonly type: "finish" };

/** The outcome of one step. The state is stored before the effects run. */
export type Step = { readonly state: ApplyState; readonly effects: readonly ApplyEffect[] };

/** The state of an apply that was just asked for. */
export function queuedApply(confirmMode: ConfirmMode): ApplyState {
  return {
    phase: "queued",
    attempting: null,
    reason: null,
    confirmMode,
    wish: null,
    bootId: null,
    deadlineAt: null,
    next: null,
    heardAt: null,
  };
}
