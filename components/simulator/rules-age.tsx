import { createFormatter } from "use-intl/core";
import type { Explanation } from "@/lib/server/services/explain/explain-view";
import type { Locale } from "@/messages/locales";
import { OutdatedNotice } from "../host/outdated-notice";
import { Callout } from "../ui/callout";
import { Time } from "../ui/time";
import type { ExplainTranslator } from "./explain-words";

type RulesAgeProps = {
  t: ExplainTranslator;
  locale: Locale;
  explanation: Pick<Explanation, "question" | "rules" | "inspectedAt" | "outdated" | "otherBackend">;
  now: Date;
};

/** Which rules these are, how old what is known of the host is, and what is not looked at. */
export function RulesAge({ t, locale, explanation, now }: RulesAgeProps) {
  const { question, rules, inspectedAt, outdated, otherBackend } = explanation;
  if (inspectedAt === null) return null;
  const age = createFormatter({ locale }).relativeTime(new Date(inspectedAt), now);
  const apply = rules.find(({ name }) => name === "confirmed")?.apply?.number ?? 0;
  return (
    <>
      <p className="max-w-prose text-13 text-ink-2">
        {t(`rules.lead.${question.rules}`, { age, apply })}
        <span className="text-ink-3">
          {" "}
          <Time value={inspectedAt} style="exact" />
        </span>
      </p>
      <OutdatedNotice outdated={outdated} />
      {otherBackend !== null && <Callout kind="warning" title={t("rules.otherBackend", otherBackend)} />}
    </>
  );
}
