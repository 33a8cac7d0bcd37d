"use client";

import { LoaderCircle, X } from "lucide-react";
import { readingOf } from "@/lib/client/assertion-reading";
import { useFindingText } from "@/lib/client/use-finding-text";
import { parseAssertion } from "@/lib/core/policy/assertion/parse-assertion";
import { printAssertion } from "@/lib/core/policy/assertion/print-assertion";
import type { Problem } from "@/lib/core/problem/problem";
import type { AssertionResult } from "@/lib/server/services/assertion/assertion-view";
import { Button } from "../ui/button";
import { Field } from "../ui/field";
import { Textarea } from "../ui/textarea";
import { AnswerDetails, hasDetails } from "./answer-details";
import type { AssertionTexts } from "./assertion-words";
import { OutcomeWord } from "./outcome-word";

type RowProps = {
  texts: AssertionTexts;
  hostId: string;
  number: number;
  /** Nothing is asserted here yet. */
  isNew: boolean;
  text: string;
  /** What is wrong with the text. */
  problem: Problem | null;
  /** Null: not known (yet). */
  result: AssertionResult | null;
  /** The answer is to an earlier form of the draft. */
  stale: boolean;
  onChange: (text: string) => void;
  onRemove: () => void;
  onLeave: () => void;
};

/** One assertion: its text, what it says in the reader's language, and whether it is true. */
export function AssertionRow(props: RowProps) {
  const { texts, number, isNew, text, problem, onChange, onRemove, onLeave } = props;
  const { assertion } = texts;
  const finding = useFindingText();
  return (
    <li className="flex flex-col gap-1.5 p-3 sm:p-4">
      <div className="flex items-start gap-2">
        <Field
          label={isNew ? assertion("new") : assertion("label", { number })}
          hideLabel
          error={problem?.severity === "error" ? finding.problem(problem) : null}
          className="flex-1"
        >
          <Textarea
            mono
            rows={1}
            value={text}
            placeholder={isNew ? assertion("placeholder") : undefined}
            autoCapitalize="none"
            autoCorrect="off"
            // One line that shows itself whole, also where the screen is narrow.
            className="field-sizing-content min-h-9 resize-none py-1.5 touch:min-h-11 touch:py-2.5 touch:text-16"
            onChange={(event) => onChange(event.target.value.replaceAll(/\s*\n\s*/g, " "))}
            onBlur={isNew ? undefined : onLeave}
          />
        </Field>
        {!isNew && (
          <Button variant="quiet" size="icon" aria-label={assertion("remove", { number })} onClick={onRemove}>
            <X aria-hidden />
          </Button>
        )}
      </div>
      {problem?.severity !== "error" && <RowAnswer {...props} />}
    </li>
  );
}

function RowAnswer({ texts, hostId, text, problem, result, stale }: RowProps) {
  const { assertion } = texts;
  const finding = useFindingText();
  const read = parseAssertion(text);
  if (!read.ok) return null;
  const reading = readingOf(assertion, read.value);
  return (
    <div className="flex flex-col gap-1.5" data-stale={stale || undefined}>
      <div className="flex flex-wrap items-baseline gap-x-3 gap-y-0.5">
        <span aria-live="polite" className="inline-flex items-center gap-1.5">
          {result === null ? (
            <span className="text-13 text-ink-3">{assertion("checking")}</span>
          ) : (
            <OutcomeWord outcome={result.outcome} word={assertion(`outcome.${result.outcome}`)} />
          )}
          {(stale || result === null) && (
            <LoaderCircle aria-hidden className="size-4 animate-turn text-ink-3" />
          )}
        </span>
        {reading !== printAssertion(read.value) && <span className="text-13 text-ink-2">{reading}</span>}
        {problem !== null && <span className="text-13 text-ink-3">{finding.problem(problem)}</span>}
      </div>
      {result !== null && !stale && result.outcome === "not-asked" && (
        <p className="text-13 text-ink-3">{assertion("explained.not-asked")}</p>
      )}
      {result !== null && !stale && hasDetails(result.answers) && (
        <AnswerDetails
          texts={texts}
          hostId={hostId}
          answers={result.answers}
          reaches={read.value.reaches}
          rules="draft"
        />
      )}
    </div>
  );
}
