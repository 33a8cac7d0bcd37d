import type { LegName } from "@/lib/core/analysis/assertion/claim";
import type { FamilyAnswer } from "@/lib/core/assertion/claims-question";
import type { AddressTerm } from "@/lib/core/meaning/meaning";
import type { Family } from "@/lib/core/net/family";
import type { ConditionView, DecidingRule, SampleView, ToldView } from "../meaning/meaning-view";

/** A packet that shows an answer. */
export type WitnessView = {
  readonly leg: LegName;
  readonly sample: SampleView;
  readonly rule: DecidingRule;
  /** The built-in chain in whose table it was decided; null where it cannot be told. */
  readonly chain: string | null;
  /** For whom it is so; null: for all that were asked about. */
  readonly peers: ToldView<AddressTerm> | null;
};

/** What the rules of one family say of an assertion. */
export type AnswerView = {
  readonly family: Family;
  readonly outcome: FamilyAnswer["outcome"];
  readonly conditions: readonly ConditionView[];
  readonly assumes: readonly ConditionView[];
  readonly witness: WitnessView | null;
};

/** Why nothing was answered. `not-compiled`: the policy has errors. */
export type NotChecked = "too-long" | "busy" | "failed" | "not-inspected" | "not-compiled";

/** One assertion of a policy, by its index there. `outcome` is that of the family where it stands worst. */
export type AssertionResult = {
  readonly index: number;
  readonly text: string;
  readonly outcome: FamilyAnswer["outcome"];
  readonly answers: readonly AnswerView[];
};

/** Whether a policy's assertions are true of the rules that it would make. */
export type AssertionsView =
  | { readonly told: true; readonly results: readonly AssertionResult[] }
  | { readonly told: false; readonly why: NotChecked };

/** Whether the administrators of one named network keep their way in, all of them. */
export type AdminResult = {
  readonly name: string;
  /** The address that the rule is for; null: each of the host's own. */
  readonly at: string | null;
  readonly outcome: FamilyAnswer["outcome"];
  readonly answers: readonly AnswerView[];
};

export type AdminsView =
  | { readonly told: true; readonly results: readonly AdminResult[] }
  | { readonly told: false; readonly why: NotChecked };
