"use client";

import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { Answer, Decision, Explanation, RuleView } from "@/lib/server/services/explain/explain-view";
import { CommandText } from "../ui/command-text";
import { toneGround } from "../ui/state-word";
import { assumedWords, type CommonTranslator, type ExplainTranslator, ruleWords } from "./explain-words";
import { OriginLine } from "./origin-line";
import { LargeMark } from "./verdict-word";

type AnswerBoxProps = {
  hostId: string;
  answer: Answer;
  listeners: Explanation["listeners"];
};

/** The answer: the word, what it means, who decided; or what it hangs on. */
export function AnswerBox({ hostId, answer, listeners }: AnswerBoxProps) {
  const t = useTranslations("explain");
  const common = useTranslations("common");
  const { verdict, way, decision, dependsOn, assumes } = answer;
  return (
    <div
      className={cn(
        "rounded-3 border px-4 py-3.5",
        verdict === "cannot-tell" ? toneGround.unknown : "border-line-strong bg-raised",
      )}
    >
      <div className="flex items-center gap-3.5">
        <LargeMark verdict={verdict} />
        <div role="status" className="min-w-0">
          <p className="font-semibold text-20">{t(`answer.verdict.${verdict}`)}</p>
          <p className="text-14 text-ink-2">
            {t(`answer.means.${way}.${verdict}`)}
            {answer.becomes !== null && ` ${t("answer.becomes", { to: answer.becomes })}`}
            {verdict === "accept" && listeners !== null && ` ${listenWords(t, listeners)}`}
          </p>
        </div>
      </div>
      {decision !== null && (
        <div className="mt-3 flex flex-col gap-1 border-t pt-3">
          <p className="text-14">{decisionWords(t, common, decision)}</p>
          {decision.kind === "rule" && (
            <>
              <CommandText text={decision.rule.text} className="block text-ink-2" />
              <OriginLine t={t} common={common} hostId={hostId} rule={decision.rule} />
            </>
          )}
        </div>
      )}
      {dependsOn.length > 0 && (
        <div className="mt-3 border-t pt-3">
          <h3 className="font-medium text-14">{t("answer.dependsOn")}</h3>
          <ul className="mt-1 flex list-disc flex-col gap-1.5 pl-5 text-14">
            {dependsOn.map((one) => (
              <li key={`${one.kind} ${one.text} ${one.rule && placeWords(one.rule)} ${one.rule?.number}`}>
                {t(`depends.${one.kind}`)}
                {one.text !== "" && (
                  <>
                    {t("depends.colon")}
                    <code className="font-mono text-12">{one.text}</code>
                  </>
                )}
                {one.rule !== null && (
                  <span className="text-13 text-ink-3">
                    {" "}
                    ({t("depends.inRule", { number: one.rule.number, chain: placeWords(one.rule) })})
                  </span>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
      {assumes.length > 0 && (
        <p className="mt-3 border-t pt-3 text-13 text-ink-2">
          {t("answer.assumes", { rates: assumes.map((one) => assumedWords(t, one)).join(t("joint")) })}
        </p>
      )}
    </div>
  );
}

/** A rule's chain, with the table where it is not the one that filters. */
function placeWords({ table, chain }: RuleView): string {
  return table === "filter" ? chain : `${table} ${chain}`;
}

function decisionWords(t: ExplainTranslator, common: CommonTranslator, decision: Decision): string {
  switch (decision.kind) {
    case "rule": {
      const { table, rule } = decision;
      return t("answer.byRule", {
        number: rule.number,
        chain: rule.chain,
        table,
        words: ruleWords(t, rule),
      });
    }
    case "chain-policy":
      return t("answer.byPolicy", {
        chain: decision.chain,
        table: decision.table,
        policy: common(`verdict.${decision.verdict}`),
      });
    case "routing":
      return t("answer.byRouting");
    case "nobody":
      return t("answer.byNobody");
  }
}

function listenWords(t: ExplainTranslator, listeners: readonly (string | null)[]): string {
  const known = listeners.filter((name) => name !== null);
  if (listeners.length === 0) return t("answer.listensNot");
  return known.length === 0
    ? t("answer.listensUnknown")
    : t("answer.listens", { programs: known.join(", ") });
}
