"use client";

import { useTranslations } from "use-intl";
import { observingOf } from "@/lib/core/policy/observing";
import type { PolicyBody } from "@/lib/core/policy/schema";
import { Callout } from "../ui/callout";

type NoticeProps = {
  policy: Pick<PolicyBody, "purposes" | "client">;
  /** Of what is confirmed, of what an apply of the draft would bring, or of the rules of one apply. */
  when: "now" | "then" | "apply";
};

/** Says aloud that a policy observes where it looks as though it protected. Nothing where all of it protects. */
export function ObservingNotice({ policy, when }: NoticeProps) {
  const t = useTranslations("tighten.observing");
  const observing = observingOf(policy);
  if (observing === null) return null;
  return (
    <Callout
      kind="warning"
      title={t(`${observing.ends ? "ends" : "rules"}.${when}`, { count: observing.rules })}
    >
      <p>{t(observing.ends ? "endsText" : "rulesText")}</p>
      {observing.ends && observing.rules > 0 && <p>{t(`rules.${when}`, { count: observing.rules })}</p>}
    </Callout>
  );
}
