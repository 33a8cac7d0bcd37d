"use client";

import { useTranslations } from "use-intl";
import type { LiveRulesView } from "@/lib/server/services/live/live-view";
import { ruleWords } from "../simulator/explain-words";
import { ruleKey } from "./use-rule-sockets";

type OfRuleProps = { rules: LiveRulesView | null; asked: readonly string[] };

/** Which rule the shown connections are counted by. */
export function OfRule({ rules, asked }: OfRuleProps) {
  const t = useTranslations("live.ofRule");
  const explain = useTranslations("explain");
  const rule = rules?.rules.find((one) => asked.includes(ruleKey(one)))?.rule;
  return (
    <p role="status" className="rounded-2 border border-line bg-sunken px-3 py-2 text-13">
      {rule === undefined ? (
        t(rules === null ? "waiting" : "gone")
      ) : (
        <>
          <span className="text-ink-2">{t("only")}</span>{" "}
          <span className="font-medium">{ruleWords(explain, rule)}</span>{" "}
          <span className="font-mono text-12 text-ink-3">
            {rule.chain} {rule.number}
          </span>
        </>
      )}
    </p>
  );
}
