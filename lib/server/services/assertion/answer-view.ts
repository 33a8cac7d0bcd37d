import type { FamilyAnswer, WitnessTold } from "@/lib/core/assertion/claims-question";
import { tellSome } from "@/lib/core/meaning/tell-addresses";
import type { Family } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import { conditionView, decidingRule, told } from "../meaning/row-view";
import { sampleView } from "../meaning/sample-view";
import type { AnswerView, WitnessView } from "./assertion-view";

/** Addresses as people tell them: by the policy's names, or as everybody but some; null: all that were asked about. */
function peersTold(
  { peers, asked }: Pick<WitnessTold, "peers" | "asked">,
  family: Family,
  policy: Policy | null,
): WitnessView["peers"] {
  if (peers === null) return null;
  return told(tellSome(peers, asked ?? family, { networks: policy?.networks ?? [], panel: null }));
}

export function witnessView(
  { leg, packet, rule, place, peers, asked }: WitnessTold,
  family: Family,
  policy: Policy | null,
): WitnessView {
  return {
    leg,
    sample: sampleView(packet),
    rule: decidingRule(rule, { family, policy }),
    chain: place?.chain ?? null,
    peers: peersTold({ peers, asked }, family, policy),
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
