import type { createTranslator } from "use-intl/core";
import type messages from "@/messages/en";
import type { Answers, Drawing, Lane, Party } from "./drawing-types";

/** Translator of the namespace `drawing`: the server's and the browser's have the same shape. */
export type DrawingTranslator = ReturnType<typeof createTranslator<typeof messages, "drawing">>;

/** The word for one end of a lane. */
export function partyWord(
  t: DrawingTranslator,
  party: Party,
  direction: "in" | "out",
  alone = false,
): string {
  switch (party.kind) {
    case "anyone":
      return t(`party.anyone.${direction}`);
    case "panel":
      return t("party.panel");
    case "object":
      return party.name ?? "";
    case "addresses":
      return party.count === 1
        ? (party.addresses[0] ?? "")
        : t("party.addresses", { first: party.addresses[0] ?? "", more: party.count - 1 });
    case "others":
      return alone ? t(`party.anyone.${direction}`) : t(`party.others.${direction}`);
  }
}

/** What a lane carries, as a word with its ports. */
export function serviceWord(t: DrawingTranslator, { service }: Lane): string {
  if (service.kind === "all") return t("service.all");
  return service.kind === "named" ? `${service.label} (${service.ports})` : service.label;
}

/** One lane as a sentence: the text alternative, and what a reader's focus hears. */
export function laneSentence(t: DrawingTranslator, lane: Lane, drawing: Drawing): string {
  const parts = [
    t(`lane.${lane.direction}.${lane.verdict}`, {
      who: partyWord(t, lane.party, lane.direction),
      what: serviceWord(t, lane),
    }),
  ];
  if (lane.ownAddress !== null) parts.push(t("lane.own", { address: lane.ownAddress }));
  if (lane.user !== null) parts.push(t("lane.user", { user: lane.userName ?? String(lane.user) }));
  const [only] = lane.families;
  if (lane.families.length < drawing.families.length && only !== undefined) {
    parts.push(t("lane.family", { family: only }));
  }
  if (lane.limited) parts.push(t("lane.limited"));
  if (lane.logged) parts.push(t("lane.logged"));
  return parts.join(t("joint"));
}

/** What happens to everything that no lane names, as a sentence. */
export function restSentence(t: DrawingTranslator, { rest }: Drawing, direction: "in" | "out"): string {
  return direction === "in" ? t(`rest.in.${rest.in}`) : t(`rest.out.${rest.out}`);
}

/** Whose answers pass, as a sentence. */
export function answersSentence(t: DrawingTranslator, answers: Answers, direction: "in" | "out"): string {
  if (answers.kind !== "some") return t(`answers.${direction}.${answers.kind}`);
  const labels = [...(answers.panel ? [t("party.panel")] : []), ...answers.labels];
  return t(`answers.${direction}.some`, { labels: labels.join(t("joint")) });
}
