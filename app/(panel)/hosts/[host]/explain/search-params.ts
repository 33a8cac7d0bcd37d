import type { Question } from "@/lib/server/services/explain/explain-view";
import { questionKeys, questionSchema } from "@/lib/server/services/explain/question-schema";

/** Keys that choose how an answer is shown, and ask nothing by themselves. */
const choices: ReadonlySet<string> = new Set(["rules", "show"]);

/** The question in an address, and whether it asks anything; what means nothing is left out. */
export function readQuestion(search: Readonly<Record<string, string | string[] | undefined>>): {
  readonly question: Question;
  readonly asked: boolean;
} {
  const first = (key: string) => [search[key]].flat()[0];
  return {
    question: questionSchema.parse(Object.fromEntries(questionKeys.map((key) => [key, first(key)]))),
    asked: questionKeys.some((key) => !choices.has(key) && (first(key) ?? "") !== ""),
  };
}
