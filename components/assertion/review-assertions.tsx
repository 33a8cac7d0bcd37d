"use client";

import { readingOfText } from "@/lib/client/assertion-reading";
import { parseAssertion } from "@/lib/core/policy/assertion/parse-assertion";
import type { AssertionResult, AssertionsView } from "@/lib/server/services/assertion/assertion-view";
import { Callout } from "../ui/callout";
import { Disclosure } from "../ui/disclosure";
import { AnswerDetails, hasDetails } from "./answer-details";
import type { AssertionTexts } from "./assertion-words";
import { OutcomeWord } from "./outcome-word";
import { useAssertionTexts } from "./use-assertion-texts";

/** What is not true comes first, then what is not sure. */
const gravity: readonly AssertionResult["outcome"][] = [
  "fails",
  "unreadable",
  "too-complex",
  "depends",
  "holds",
  "not-asked",
];

function reachesOf(text: string): boolean {
  const read = parseAssertion(text);
  return read.ok && read.value.reaches;
}

type ResultProps = {
  texts: AssertionTexts;
  hostId: string;
  result: AssertionResult;
  /** Others can be opened: those that cannot stand in line with them. */
  indented: boolean;
};

function Result({ texts, hostId, result, indented }: ResultProps) {
  const { outcome, text, answers } = result;
  const { assertion } = texts;
  const open = outcome === "fails" || outcome === "depends";
  const head = (
    <span className="flex min-w-0 flex-wrap items-baseline gap-x-3">
      <OutcomeWord outcome={outcome} word={assertion(`outcome.${outcome}`)} />
      <span className="min-w-0 break-words text-14 text-ink">{readingOfText(assertion, text)}</span>
    </span>
  );
  if (!hasDetails(answers)) return <div className={indented ? "py-2 pl-5.5" : "py-2"}>{head}</div>;
  return (
    <Disclosure title={head} open={open} className="py-1">
      <div className="pt-1 pb-2 pl-5.5">
        <AnswerDetails
          texts={texts}
          hostId={hostId}
          answers={answers}
          reaches={reachesOf(text)}
          rules="draft"
        />
      </div>
    </Disclosure>
  );
}

/** What the policy asserts, and whether it is true of its rules: each line with the packet that says otherwise. */
export function ReviewAssertions({ hostId, assertions }: { hostId: string; assertions: AssertionsView }) {
  const texts = useAssertionTexts();
  const { assertion } = texts;
  if (!assertions.told) {
    return (
      <Callout kind="warning" title={assertion("notChecked.title")}>
        {assertion(`notChecked.${assertions.why}`)}
      </Callout>
    );
  }
  const sorted = assertions.results.toSorted(
    (a, b) => gravity.indexOf(a.outcome) - gravity.indexOf(b.outcome),
  );
  const indented = sorted.some(({ answers }) => hasDetails(answers));
  return (
    <ul className="rounded-3 border bg-raised px-3">
      {sorted.map((result) => (
        <li key={result.index} className="border-line border-b last:border-0">
          <Result texts={texts} hostId={hostId} result={result} indented={indented} />
        </li>
      ))}
    </ul>
  );
}
