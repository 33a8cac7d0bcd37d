import type { AnswerView, WitnessView } from "@/lib/server/services/assertion/assertion-view";
import type { Question } from "@/lib/server/services/explain/explain-view";
import { explainHref } from "../simulator/explain-href";
import { RuleWords } from "../simulator/rule-words";
import { Disclosure } from "../ui/disclosure";
import { type AssertionTexts, conditionsText, peersText, witnessText } from "./assertion-words";
import { PacketLine } from "./packet-line";

type Shared = {
  texts: AssertionTexts;
  hostId: string;
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
  if (rule === null) {
    return (
      <p className="text-13 text-ink-2">
        {chain === null ? assertion("witness.noRule") : assertion("witness.chainPolicy", { chain })}
      </p>
    );
  }
  return (
    <div>
      <p className="text-12 text-ink-3">
        {assertion("witness.rule", { number: rule.rule.number, chain: `${rule.table} ${rule.rule.chain}` })}
      </p>
      <RuleWords t={explain} rule={rule.rule} />
    </div>
  );
}

/** Why one family answers so: the packet, the rule that decides, for whom it is so. */
function FamilyDetails({ answer, ...shared }: Shared & { answer: AnswerView }) {
  const { texts, hostId, reaches, rules } = shared;
  const { assertion } = texts;
  const { outcome, witness, conditions } = answer;
  if (outcome === "too-complex" || outcome === "unreadable") {
    return <p className="text-13 text-ink-2">{assertion(`explained.${outcome}`)}</p>;
  }
  if (witness === null) return null;
  return (
    <div className="flex flex-col gap-1.5">
      <PacketLine
        text={witnessText(texts, answer, witness, reaches)}
        href={explainHref(hostId, { ...witness.sample.question, rules })}
        link={assertion("witness.explain")}
      />
      {conditions.length > 0 ? (
        <p className="text-13">
          {assertion("witness.hangsOn", {
            conditions: conditionsText(texts, assertion("witness.joint"), conditions),
          })}
        </p>
      ) : (
        <Deciding texts={texts} witness={witness} />
      )}
      <p className="break-words text-13 text-ink-2">{peersText(assertion, witness)}</p>
    </div>
  );
}

/** Nothing to tell: it is simply true, or says nothing. */
const isPlain = ({ outcome }: AnswerView) => outcome === "holds" || outcome === "not-asked";

/** Whether an answer has details at all. */
export function hasDetails(answers: readonly AnswerView[]): boolean {
  return answers.some((answer) => !isPlain(answer) || answer.assumes.length > 0);
}

/** The rates of both families that were taken to be kept, once each. */
function Assumed({ texts, answers }: { texts: AssertionTexts; answers: readonly AnswerView[] }) {
  const { assertion } = texts;
  const conditions = answers.flatMap(({ assumes }) => assumes);
  if (conditions.length === 0) return null;
  const words = conditionsText(texts, assertion("witness.joint"), conditions);
  return <p className="text-13 text-ink-2">{assertion("witness.assumes", { conditions: words })}</p>;
}

/** Why: for the first family that has something to tell, the other one folded away where it says the same. */
export function AnswerDetails({ answers, ...shared }: Shared & { answers: readonly AnswerView[] }) {
  const { assertion } = shared.texts;
  const told = answers.filter((answer) => !isPlain(answer));
  const heading = ({ family, outcome }: AnswerView) =>
    `${assertion("family", { family })} · ${assertion(`outcome.${outcome}`)}`;
  const [first, second] = told;
  const plain = answers.filter((answer) => isPlain(answer));
  return (
    <div className="flex flex-col gap-2 border-line border-l-2 pl-3">
      {first !== undefined && (
        <div className="min-w-0">
          {answers.length > 1 && <p className="mb-1 font-medium text-12 text-ink-3">{heading(first)}</p>}
          <FamilyDetails {...shared} answer={first} />
        </div>
      )}
      {second !== undefined && (
        <Disclosure title={heading(second)} open={second.outcome !== first?.outcome} className="-ml-1">
          <div className="pl-1">
            <FamilyDetails {...shared} answer={second} />
          </div>
        </Disclosure>
      )}
      {first !== undefined &&
        plain.map((answer) => (
          <p key={answer.family} className="font-medium text-12 text-ink-3">
            {heading(answer)}
          </p>
        ))}
      <Assumed texts={shared.texts} answers={answers} />
    </div>
  );
}
