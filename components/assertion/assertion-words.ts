import type { createTranslator } from "use-intl/core";
import { formatRange } from "@/lib/core/net/format-range";
import type { AssertedService, Assertion, Party } from "@/lib/core/policy/assertion/assertion";
import { parseAssertion } from "@/lib/core/policy/assertion/parse-assertion";
import { printParty, printService } from "@/lib/core/policy/assertion/print-assertion";
import type { AnswerView, WitnessView } from "@/lib/server/services/assertion/assertion-view";
import type { ConditionView } from "@/lib/server/services/meaning/meaning-view";
import type messages from "@/messages/en";
import type { MeaningTranslator } from "../meaning/meaning-words";
import { sampleWords } from "../meaning/meaning-words";
import { type ExplainTranslator, openWords } from "../simulator/explain-words";

/** Translator of the namespace `assertion`: the server's and the browser's have the same shape. */
export type AssertionTranslator = ReturnType<typeof createTranslator<typeof messages, "assertion">>;

export type AssertionTexts = {
  readonly assertion: AssertionTranslator;
  readonly meaning: MeaningTranslator;
  readonly explain: ExplainTranslator;
};

function readingKey({ reaches, who }: Assertion) {
  if (!who.but) return reaches ? "these" : "notThese";
  if (who.parties.length === 0) return reaches ? "anyone" : "nobody";
  return reaches ? "anyoneBut" : "nobodyBut";
}

/** An assertion in the reader's language. */
export function readingOf(t: AssertionTranslator, assertion: Assertion): string {
  const { direction, who, services, at, over } = assertion;
  const service = (one: AssertedService) =>
    one.kind === "anything" ? t("reading.anything") : printService(one);
  const party = (one: Party) =>
    one.kind === "name" && one.name === "panel" ? t("admins.panel") : printParty(one);
  let text: string = t(`reading.${direction}.${readingKey(assertion)}`, {
    who: who.parties.map(party).join(", "),
    count: who.parties.length,
    what: services.map(service).join(", "),
  });
  if (at !== null) text = t("reading.at", { text, address: formatRange(at) });
  if (over !== null) text = t("reading.over", { text, interface: over });
  return text;
}

/** The same for a text; one that cannot be read stands as it is. */
export function readingOfText(t: AssertionTranslator, text: string): string {
  const read = parseAssertion(text);
  return read.ok ? readingOf(t, read.value) : text;
}

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
