import type { Check } from "@/lib/core/checks/check";
import type { Judgement } from "@/lib/core/checks/judge-check";
import type { CheckTry } from "@/lib/core/checks/judge-tries";

/** One check with its tries; `judgement` is the gravest of them. */
export type CheckResult = {
  readonly check: Check;
  readonly tries: readonly CheckTry[];
  readonly judgement: Judgement;
};

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
  readonly results: readonly CheckResult[];
};

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
