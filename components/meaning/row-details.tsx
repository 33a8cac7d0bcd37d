import type { EndTold } from "@/lib/core/meaning/meaning";
import type { Question } from "@/lib/server/services/explain/explain-view";
import type { DecidingRule, MeaningRowView } from "@/lib/server/services/meaning/meaning-view";
import { AskLink } from "../simulator/ask-link";
import { explainHref } from "../simulator/explain-href";
import { RuleWords } from "../simulator/rule-words";
import { type MeaningTexts, sampleWords, sideWord } from "./meaning-words";

/** Which rules the page that explains packets can ask for each side; null: none of them are there any more. */
export type ExplainRules = Readonly<Record<"before" | "after", Question["rules"] | null>>;

type DetailsProps = { texts: MeaningTexts; hostId: string; row: MeaningRowView; explain: ExplainRules };

function Rule({
  texts,
  deciding: { table, rule },
}: {
  texts: MeaningTexts;
  deciding: NonNullable<DecidingRule>;
}) {
  return (
    <>
      <p className="text-12 text-ink-3">
        {texts.meaning("rule", { number: rule.number, chain: rule.chain, table })}
      </p>
      <RuleWords t={texts.explain} rule={rule} />
    </>
  );
}

/** What decides where no rule does. */
function endWords({ meaning, explain, common }: MeaningTexts, end: EndTold | null): string {
  switch (end?.kind) {
    case undefined:
      return meaning("undecided");
    case "chain-policy": {
      const { chain, table, verdict } = end;
      return explain("answer.byPolicy", { chain, table, policy: common(`verdict.${verdict}`) });
    }
    case "nobody":
      return explain("answer.byNobody");
    case "routing":
      return explain("answer.byRouting");
  }
}

/** One packet of the row, and the rule that decides it on each side. */
export function RowDetails({ texts, hostId, row, explain }: DetailsProps) {
  const { meaning } = texts;
  const sides = ["before", "after"] as const;
  return (
    <div className="mt-1.5 mb-1 flex flex-col gap-2 border-line border-l-2 pl-3">
      <div>
        <p className="text-13">
          <span className="text-ink-3">{meaning("sample")}: </span>
          {sampleWords(meaning, row.sample)}
        </p>
        <div className="flex flex-wrap gap-x-4 [&_a]:mt-0">
          {sides.map((side) => {
            const rules = explain[side];
            return (
              rules && (
                <AskLink
                  key={side}
                  href={explainHref(hostId, { ...row.sample.question, rules })}
                  text={meaning(`explain.${rules}`)}
                />
              )
            );
          })}
        </div>
      </div>
      <dl className="grid gap-x-4 gap-y-2 sm:grid-cols-2">
        {sides.map((side) => (
          <div key={side} className="min-w-0">
            <dt className="font-medium text-12 text-ink-2 first-letter:uppercase">{sideWord(texts, side)}</dt>
            <dd>
              {row.rules[side] === null ? (
                <p className="text-13">{endWords(texts, row.ends[side])}</p>
              ) : (
                <Rule texts={texts} deciding={row.rules[side]} />
              )}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
