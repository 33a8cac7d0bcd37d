"use client";

import Link from "next/link";
import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { Explanation, RulesView } from "@/lib/server/services/explain/explain-view";
import { explainHref } from "./explain-href";
import type { ExplainTranslator } from "./explain-words";
import { VerdictWord } from "./verdict-word";

type RulesTabsProps = {
  explanation: Pick<Explanation, "hostId" | "question" | "rules">;
};

/** The three sets of rules, each with what it says of the same packet: where they differ, it is seen here. */
export function RulesTabs({ explanation: { hostId, question, rules } }: RulesTabsProps) {
  const t = useTranslations("explain");
  return (
    <nav aria-label={t("rules.label")}>
      <ul className="grid grid-cols-3 overflow-hidden rounded-3 border">
        {rules.map((one) => {
          const here = one.name === question.rules;
          return (
            <li key={one.name} className="min-w-0 border-l first:border-l-0">
              <Link
                href={explainHref(hostId, { ...question, rules: one.name, show: "" })}
                aria-current={here ? "true" : undefined}
                prefetch={false}
                scroll={false}
                className={cn(
                  "flex h-full flex-col justify-between gap-0.5 border-transparent border-b-2 px-2 py-2 sm:px-3 focus-visible:-outline-offset-2",
                  here ? "border-accent bg-raised" : "bg-sunken text-ink-2 hover:text-ink",
                )}
              >
                <span className={cn("text-13", here && "font-medium text-ink")}>
                  {t(`rules.${one.name}`)}
                  {one.apply && (
                    <span className="text-12 text-ink-3">
                      {" "}
                      {t("rules.apply", { number: one.apply.number })}
                    </span>
                  )}
                </span>
                <Says t={t} rules={one} />
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Says({ t, rules: { verdict, missing } }: { t: ExplainTranslator; rules: RulesView }) {
  if (verdict !== null) return <VerdictWord verdict={verdict} cannotTell={t("rules.cannotTell")} />;
  return missing === null ? null : (
    <span className="text-12 text-ink-3">{t(`rules.missing.${missing.code}`)}</span>
  );
}
