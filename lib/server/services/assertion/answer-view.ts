import type { FamilyAnswer, WitnessTold } from "@/lib/core/assertion/claims-question";
import type { Family } from "@/lib/core/net/family";
import { formatRange } from "@/lib/core/net/format-range";
import type { IntervalSet } from "@/lib/core/net/interval-set";
import type { Policy } from "@/lib/core/policy/schema";
import { conditionView, decidingRule } from "../meaning/row-view";
import { sampleView } from "../meaning/sample-view";
import type { AnswerView, WitnessView } from "./assertion-view";

/** More than anybody reads. */
const mostRanges = 40;

/** Addresses as people write them, the first ones; null: all that were asked about. */
export function rangesView(set: IntervalSet | null): { peers: readonly string[] | null; more: number } {
  return {
    peers: set?.slice(0, mostRanges).map(formatRange) ?? null,
    more: Math.max(0, (set?.length ?? 0) - mostRanges),
  };
}

export function witnessView(
  { leg, packet, rule, place, peers }: WitnessTold,
  family: Family,
  policy: Policy | null,
): WitnessView {
  return {
    leg,
    sample: sampleView(packet),
    rule: decidingRule(rule, { family, policy }),
    chain: place?.chain ?? null,
    ...rangesView(peers),
  };
}

/** One family's answer, ready to be shown. `policy`: what the rules come from. */
export function answerView(answer: FamilyAnswer, policy: Policy | null): AnswerView {
  const { family, outcome, conditions, assumes, witness } = answer;
  const side = { family, policy };
  return {
    family,
    outcome,
    conditions: conditions.map((condition) => conditionView(condition, side)),
    assumes: assumes.map((condition) => conditionView(condition, side)),
    witness: witness && witnessView(witness, family, policy),
  };
}
