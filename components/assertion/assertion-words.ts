import type { AssertionTranslator } from "@/lib/client/assertion-reading";
import type { AnswerView, WitnessView } from "@/lib/server/services/assertion/assertion-view";
import type { ConditionView } from "@/lib/server/services/meaning/meaning-view";
import type { MeaningTranslator } from "../meaning/meaning-words";
import { sampleWords } from "../meaning/meaning-words";
import { type ExplainTranslator, openWords } from "../simulator/explain-words";

export type AssertionTexts = {
  readonly assertion: AssertionTranslator;
  readonly meaning: MeaningTranslator;
  readonly explain: ExplainTranslator;
};

/** Conditions in words, joined. */
export function conditionsText(
  { explain }: { readonly explain: ExplainTranslator },
  joint: string,
  conditions: readonly ConditionView[],
): string {
  const words = conditions.map((condition) => openWords(explain, condition));
  return [...new Set(words)].join(joint);
}

/** What the packet of an answer shows, in a sentence. */
export function witnessText(
  { assertion, meaning }: AssertionTexts,
  { outcome }: Pick<AnswerView, "outcome">,
  { leg, sample }: WitnessView,
  reaches: boolean,
): string {
  const packet = sampleWords(meaning, sample);
  if (outcome === "depends") return assertion("witness.open", { packet });
  return assertion(`witness.${reaches ? leg : "through"}`, { packet });
}

/** For whom it is so. */
export function peersText(t: AssertionTranslator, { peers, more }: WitnessView): string {
  if (peers === null) return t("witness.everybody");
  const words = peers.join(t("witness.joint"));
  return more > 0
    ? t("witness.peersMore", { peers: words, count: more })
    : t("witness.peers", { peers: words });
}
