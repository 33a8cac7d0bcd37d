import { useEffect, useRef, useState } from "react";
import type { Outcome } from "@/lib/client/outcome";
import type { PolicyBody } from "@/lib/core/policy/schema";
import type { AssertionsView } from "@/lib/server/services/assertion/assertion-view";

/** What is known of the assertions of a draft that is being typed. `texts` are those that were asked about. */
export type AssertionAnswers =
  | { readonly kind: "none" }
  | { readonly kind: "checking"; readonly before: Answered | null }
  | Answered;

export type Answered =
  | { readonly kind: "answered"; readonly texts: readonly string[]; readonly view: AssertionsView }
  | { readonly kind: "unreachable" };

/** Long enough that a word is one question, short enough that the answer belongs to what was just typed. */
const pauseMilliseconds = 400;

/**
 * Asks whether a draft's assertions are true, each time that it rests; only the answer to the newest question counts.
 * `body` is the draft as far as it can be compiled.
 */
export function useAssertionAnswers(
  body: PolicyBody,
  check: (body: PolicyBody) => Promise<Outcome<AssertionsView>>,
): AssertionAnswers {
  const [answers, setAnswers] = useState<AssertionAnswers>({ kind: "none" });
  const newest = useRef(0);
  useEffect(() => {
    const question = ++newest.current;
    const texts = body.assertions ?? [];
    if (texts.length === 0) {
      setAnswers({ kind: "none" });
      return;
    }
    setAnswers((now) => ({
      kind: "checking",
      before: now.kind === "checking" ? now.before : answeredOf(now),
    }));
    const timer = setTimeout(async () => {
      const outcome = await check(body).catch(() => null);
      if (question !== newest.current) return;
      setAnswers(outcome?.ok ? { kind: "answered", texts, view: outcome.value } : { kind: "unreachable" });
    }, pauseMilliseconds);
    return () => clearTimeout(timer);
  }, [body, check]);
  return answers;
}

function answeredOf(answers: AssertionAnswers): Answered | null {
  return answers.kind === "answered" || answers.kind === "unreachable" ? answers : null;
}

/** The last answer, while the next one is still awaited as well. */
export function lastAnswered(answers: AssertionAnswers): Answered | null {
  return answers.kind === "checking" ? answers.before : answeredOf(answers);
}
