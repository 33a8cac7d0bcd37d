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
export function peersText(t: AssertionTranslator, { peers }: WitnessView): string {
  if (peers === null) return t("witness.everybody");
  const words = peers.terms.map((term) =>
    term.kind === "network" ? term.name : term.kind === "panel" ? t("admins.panel") : term.text,
  );
  const told = t("witness.named", { peers: words.join(t("witness.joint")), count: peers.more });
  return t(peers.except ? "witness.peersBut" : "witness.peers", { peers: told });
}
