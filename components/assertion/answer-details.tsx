import type { AnswerView, WitnessView } from "@/lib/server/services/assertion/assertion-view";
import type { Question } from "@/lib/server/services/explain/explain-view";
import { AskLink } from "../simulator/ask-link";
import { explainHref } from "../simulator/explain-href";
import { RuleWords } from "../simulator/rule-words";
import { type AssertionTexts, conditionsText, peersText, witnessText } from "./assertion-words";

type DetailsProps = {
  texts: AssertionTexts;
  hostId: string;
  answers: readonly AnswerView[];
  /** Whether the claim is that they reach it. */
  reaches: boolean;
  /** Which rules the page that explains the packet is to ask. */
  rules: Question["rules"];
};

function Deciding({
  texts: { assertion, explain },
  witness,
}: {
  texts: AssertionTexts;
  witness: WitnessView;
}) {
  const { rule, chain } = witness;
  if (rule !== null) {
    return (
      <div>
        <p className="text-12 text-ink-3">
          {assertion("witness.rule", { number: rule.rule.number, chain: `${rule.table} ${rule.rule.chain}` })}
        </p>
        <RuleWords t={explain} rule={rule.rule} />
      </div>
    );
  }
  return (
    <p className="text-13 text-ink-2">
      {chain === null ? assertion("witness.noRule") : assertion("witness.chainPolicy", { chain })}
    </p>
  );
}

function FamilyDetails({
  texts,
  hostId,
  answer,
  reaches,
  rules,
}: Omit<DetailsProps, "answers"> & { answer: AnswerView }) {
  const { assertion } = texts;
  const { outcome, witness, conditions, assumes } = answer;
  return (
    <div className="flex flex-col gap-1.5">
      {(outcome === "too-complex" || outcome === "unreadable") && (
        <p className="text-13 text-ink-2">{assertion(`explained.${outcome}`)}</p>
      )}
      {witness !== null && (
        <>
          <p className="text-13">{witnessText(texts, answer, witness, reaches)}</p>
          {conditions.length > 0 && (
            <p className="text-13">
              {assertion("witness.hangsOn", {
                conditions: conditionsText(texts, assertion("witness.joint"), conditions),
              })}
            </p>
          )}
          {outcome !== "depends" && <Deciding texts={texts} witness={witness} />}
          <p className="break-words text-13 text-ink-2">{peersText(assertion, witness)}</p>
          <AskLink
            href={explainHref(hostId, { ...witness.sample.question, rules })}
            text={assertion("witness.explain")}
          />
        </>
      )}
      {assumes.length > 0 && (
        <p className="text-13 text-ink-2">
          {assertion("witness.assumes", {
            conditions: conditionsText(texts, assertion("witness.joint"), assumes),
          })}
        </p>
      )}
    </div>
  );
}

/** Nothing to tell: it is simply true, or says nothing. */
const isPlain = ({ witness, assumes, outcome }: AnswerView) =>
  witness === null && assumes.length === 0 && (outcome === "holds" || outcome === "not-asked");

/** Whether an answer has details at all. */
export function hasDetails(answers: readonly AnswerView[]): boolean {
  return !answers.every(isPlain);
}

/** Why, for each family that has something to tell: the packet, the rule that decides, for whom it is so. */
export function AnswerDetails({ answers, ...rest }: DetailsProps) {
  const { assertion } = rest.texts;
  const told = answers.filter((answer) => !isPlain(answer));
  return (
    <div className="flex flex-col gap-3 border-line border-l-2 pl-3">
      {told.map((answer) => (
        <div key={answer.family} className="min-w-0">
          {answers.length > 1 && (
            <p className="font-medium text-12 text-ink-3">
              {assertion("family", { family: answer.family })} · {assertion(`outcome.${answer.outcome}`)}
            </p>
          )}
          <FamilyDetails {...rest} answer={answer} />
        </div>
      ))}
    </div>
  );
}
