import { useTranslations } from "use-intl";
import type { Problem } from "@/lib/core/problem/problem";
import { useReadAssertions } from "./assertion-reading";
import { type FindingTexts, findingText } from "./finding-text";
import type { Failure } from "./outcome";

/** Texts of problems and failures in the reader's language. */
export function useFindingText() {
  const problems = useTranslations("problems") as unknown as FindingTexts;
  const errors = useTranslations("errors") as unknown as FindingTexts;
  const read = useReadAssertions();
  return {
    problem(problem: Problem): string {
      // What a form's schema refuses is told by the kind of value that was wanted.
      if (problem.code.startsWith("input-")) {
        const key = `input.${problem.text}`;
        return errors.has(key) ? errors(key) : errors("input.other");
      }
      return findingText(problems, read(problem));
    },
    failure(failure: Failure): string {
      return findingText(errors, failure);
    },
    /** The finding for one field of a form, or null. */
    field(failure: Failure | null, ...path: readonly (string | number)[]): string | null {
      const problem = failure?.problems.find((one) => path.every((step, at) => one.path[at] === step));
      return problem ? this.problem(problem) : null;
    },
  };
}
