import { useTranslations } from "use-intl";
import type { createTranslator } from "use-intl/core";
import { formatRange } from "@/lib/core/net/format-range";
import type { AssertedService, Assertion, Party } from "@/lib/core/policy/assertion/assertion";
import { parseAssertion } from "@/lib/core/policy/assertion/parse-assertion";
import { printParty, printService } from "@/lib/core/policy/assertion/print-assertion";
import type messages from "@/messages/en";

/** Translator of the namespace `assertion`: the server's and the browser's have the same shape. */
export type AssertionTranslator = ReturnType<typeof createTranslator<typeof messages, "assertion">>;

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

type WithParams = { readonly params: Readonly<Record<string, string | number>> };

/** What speaks of an assertion by its text (`params.assertion`) speaks of it in the reader's language. */
export function withReading<T extends WithParams>(t: AssertionTranslator, told: T): T {
  const { assertion } = told.params;
  if (typeof assertion !== "string") return told;
  return { ...told, params: { ...told.params, assertion: readingOfText(t, assertion) } };
}

/** The same for a component. */
export function useReadAssertions(): <T extends WithParams>(told: T) => T {
  const t = useTranslations("assertion");
  return (told) => withReading(t, told);
}
