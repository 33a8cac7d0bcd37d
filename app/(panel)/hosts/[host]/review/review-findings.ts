import type { Problem } from "@/lib/core/problem/problem";
import type { Review } from "@/lib/server/services/review/review-view";

/** Every finding once: those of the policy, then what the gate says beyond them. */
export function reviewFindings({ policyProblems, gate }: Review): readonly Problem[] {
  const key = (problem: Problem) => `${problem.code} ${problem.path.join(".")} ${problem.text}`;
  const known = new Set(policyProblems.map(key));
  return [...policyProblems, ...gate.problems.filter((problem) => !known.has(key(problem)))];
}
