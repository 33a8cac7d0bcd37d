import "server-only";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { serialize } from "node:v8";
import { Analyst, type Answered } from "./analyst";
import { AnswerCache } from "./answer-cache";
import type { Answer, Ask, QuestionKind } from "./questions";

/** Made by scripts/build-analysis.mjs. */
const file = join(/* turbopackIgnore: true */ process.cwd(), "bin/analysis-worker.mjs");

/** Less, and a large set of rules on a slow machine has no answer; more, and somebody looks at a page that never ends. */
const limitMilliseconds = 15_000;
/** Ten thousand rules need less than a tenth of it. */
const heapMegabytes = 1_024;
/** Pages that are opened at the same time. */
const mostWaiting = 32;
/** An answer holds some hundred rows at most. */
const keptAnswers = 64;

type Shared = {
  readonly analyst: Analyst;
  readonly answers: AnswerCache<Promise<Answered<unknown>>>;
};

// Module state is not shared between the copies that the framework makes; globalThis is.
const holder = globalThis as typeof globalThis & { __sekishoAnalysis?: Shared };

function shared(): Shared {
  holder.__sekishoAnalysis ??= {
    analyst: new Analyst({
      file,
      limitMilliseconds,
      heapMegabytes,
      mostWaiting,
      onFailure: (text) => console.error("analysis:", text),
    }),
    answers: new AnswerCache(keptAnswers),
  };
  return holder.__sekishoAnalysis;
}

/**
 * Asks the analysis core in its own thread, so that no page holds up another one. The same question is computed once: by
 * the hash of its content, while it is worked on and for some time after. Resolves always; a question that could not
 * be answered is asked anew the next time.
 */
export async function analyse<Kind extends QuestionKind>(
  kind: Kind,
  ask: Ask<Kind>,
): Promise<Answered<Answer<Kind>>> {
  const { analyst, answers } = shared();
  const question = serialize(ask);
  const key = createHash("sha256").update(kind).update("\0").update(question).digest("hex");
  let answered = answers.get(key);
  if (answered === undefined) {
    answered = analyst.ask(kind, question);
    answers.set(key, answered);
    void answered.then(({ ok }) => {
      if (!ok) answers.delete(key);
    });
  }
  return (await answered) as Answered<Answer<Kind>>;
}
