import type { createTranslator } from "use-intl/core";
import { furtherRange } from "@/lib/core/meaning/further-range";
import type { FurtherTold, MeaningKind, Told } from "@/lib/core/meaning/meaning";
import type { ConditionView, MeaningRowView, SampleView } from "@/lib/server/services/meaning/meaning-view";
import type messages from "@/messages/en";
import { type CommonTranslator, type ExplainTranslator, openWords } from "../simulator/explain-words";

/** Translator of the namespace `meaning`: the server's and the browser's have the same shape. */
export type MeaningTranslator = ReturnType<typeof createTranslator<typeof messages, "meaning">>;

/** The texts that rows are told with. */
export type MeaningTexts = {
  readonly meaning: MeaningTranslator;
  readonly explain: ExplainTranslator;
  readonly common: CommonTranslator;
  /** What the two sides are: rules before and after a change, or what was confirmed and what a restart would load. */
  readonly between: Between;
};

export type Between = "change" | "restart";

/** The name of one side of a comparison. */
export function sideWord({ meaning, between }: MeaningTexts, side: "before" | "after"): string {
  return between === "restart" ? meaning(`restart.${side}`) : meaning(side);
}

function rateWords({ meaning }: MeaningTexts, { phrase }: ConditionView): string | null {
  if (phrase?.code !== "rate") return null;
  const { count = 0, per = "", whose = "" } = phrase.params;
  return meaning("rate", { count, per: String(per), whose: String(whose) });
}

/** How a rate stands to the packets: those beyond it, those within what it was or is. */
const rateLines = {
  opened: "within",
  closed: "wasWithin",
  limited: "beyond",
  unlimited: "beyond",
  "rate-changed": "atRate",
  "answered-differently": "atRate",
  "not-known": "atRate",
} as const satisfies Record<MeaningKind, string>;

/** The rates of both sides; alike ones, and such as the same words stand for, are told once. */
function changedRates(texts: MeaningTexts, { before, after, alike }: NonNullable<MeaningRowView["rates"]>) {
  const { meaning } = texts;
  const all = [...before, ...after];
  const plain = all.every((condition) => rateWords(texts, condition) !== null) ? "yes" : "no";
  const joined = (side: readonly ConditionView[]) => {
    const words = side.map((one) => rateWords(texts, one) ?? openWords(texts.explain, one));
    return [...new Set(words)].join(meaning("joint"));
  };
  const [was, is] = [joined(before), joined(after)];
  if (was !== is) return meaning("rates.changed", { plain, before: was, after: is });
  return meaning(alike ? "rates.anew" : "rates.otherwise", { plain, rates: is });
}

/** What a row hangs on, in one line; null: on nothing. */
export function hangsOn(
  texts: MeaningTexts,
  { kind, conditions, rates: changed }: MeaningRowView,
): string | null {
  const { meaning } = texts;
  if (conditions.length === 0) {
    // Of a protection that counts: it says itself what it counts.
    return kind === "limited" || kind === "unlimited" ? meaning("beyondIt") : null;
  }
  if (changed !== null) return changedRates(texts, changed);
  const joined = (words: readonly string[]) => [...new Set(words)].join(meaning("joint"));
  const rates = conditions.map((condition) => rateWords(texts, condition));
  if (rates.every((rate) => rate !== null)) {
    return meaning(rateLines[kind], { rates: joined(rates) });
  }
  const words = conditions.map((condition) => openWords(texts.explain, condition));
  return meaning("dependsOn", { conditions: joined(words) });
}

const rangeWords = (ranges: FurtherTold["ranges"]) =>
  ranges.map((range) => furtherRange(range).replace("-", "–")).join(", ");

/** A field that is not free, in words. */
export function alsoWords(t: MeaningTranslator, { field, ranges }: FurtherTold): string {
  const count = ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  return t(`also.${field}`, { value: rangeWords(ranges), count });
}

/** By which interface, or null where that goes without saying. */
export function interfaceWords(
  t: MeaningTranslator,
  side: "in" | "out",
  told: Told<string> | null,
): string | null {
  if (told === null || told.terms.length === 0) return null;
  const names = told.terms.join(t("joint"));
  return t(`interface.${told.except ? (`${side}But` as const) : side}`, { names });
}

/** The sample of a row in a sentence. */
export function sampleWords(t: MeaningTranslator, { protocol, from, to, port }: SampleView): string {
  return port === null ? t("packet", { protocol, from, to }) : t("packetPort", { protocol, from, to, port });
}
