import type { Check, CheckFrom } from "@/lib/core/checks/check";
import type { Judgement } from "@/lib/core/checks/judge-check";
import type { CheckTry } from "@/lib/core/checks/judge-tries";
import type { RuleView } from "@/lib/server/services/explain/explain-view";
import type { ConditionView } from "@/lib/server/services/meaning/meaning-view";
import type { FailedMessage } from "../progress/failed-message";

/** One check with its tries; `judgement` is the gravest of them. */
export type CheckResult = {
  readonly check: Check;
  readonly tries: readonly CheckTry[];
  readonly judgement: Judgement;
};

/**
 * What decides by some rules: `ours`, a rule that Sekisho sent; `text`, one that is known by its text alone, `foreign` where
 * it stands in no chain of ours; `no-rule`: none does.
 */
export type DecidedBy =
  | { readonly kind: "ours"; readonly rule: RuleView }
  | { readonly kind: "text"; readonly text: string; readonly foreign: boolean }
  | { readonly kind: "no-rule" };

/** Something that a check hangs on: a phrase (translated by `explain.clause`), a sentence, or iptables' own words. */
export type HangsOn = Pick<ConditionView, "text" | "phrase" | "doubt">;

/** A try with the rules that decide it, as it was intended and as the host held them, and what it hangs on. */
export type ToldTry = CheckTry & {
  readonly by: DecidedBy;
  readonly liveBy: DecidedBy;
  readonly hangs: readonly HangsOn[];
};
export type ToldResult = Omit<CheckResult, "tries"> & { readonly tries: readonly ToldTry[] };

/** A run of checks on record. */
export type CheckRunView = {
  readonly id: string;
  /** ISO time. */
  readonly at: string;
  readonly createdBy: string;
  /**
   * The apply whose rules were expected; null: nothing was confirmed, and the live rules were. Not `confirmed`: it was tried
   * for the proof of an apply that is open still, or was taken back.
   */
  readonly apply: { readonly id: string; readonly number: number; readonly confirmed: boolean } | null;
  /** Other rules were confirmed since: it says nothing of those. */
  readonly stale: boolean;
  /** The rules of its apply shut out who knocks at many closed ports, so that some of those were not tried. */
  readonly sparing: boolean;
  readonly results: readonly ToldResult[];
};

/** How far a run is: where it is tried from, and each place as its checks begin and end; then one `done` or `failed`. */
export type CheckRunMessage =
  | { readonly kind: "places"; readonly places: readonly CheckFrom[] }
  | { readonly kind: "begun"; readonly from: CheckFrom; readonly checks: number }
  | { readonly kind: "ended"; readonly from: CheckFrom }
  | { readonly kind: "done"; readonly runId: string }
  | FailedMessage;

/** Hears how far a run is. */
export type HearProgress = (
  message: Extract<CheckRunMessage, { kind: "places" | "begun" | "ended" }>,
) => void;

/** An earlier run in one line. */
export type CheckRunLine = Pick<CheckRunView, "id" | "at" | "createdBy"> & {
  readonly number: number | null;
  /** How many checks were judged so. */
  readonly counts: Readonly<Partial<Record<Judgement, number>>>;
};

/** A check that the operator added. */
export type OwnCheckView = Pick<Check, "kind" | "port"> & {
  readonly id: string;
  readonly from: "host" | "panel";
  readonly target: string | null;
};

/** What the page of a host's checks shows. */
export type ChecksView = {
  /** The run that is shown; null: there was none. */
  readonly run: CheckRunView | null;
  /** Newest first, the shown one too. */
  readonly runs: readonly CheckRunLine[];
  readonly own: readonly OwnCheckView[];
  /** Whether anything was confirmed, so that the next run has something to expect. */
  readonly confirmed: boolean;
};
