import type { Problem } from "@/lib/core/problem/problem";
import type { Review } from "@/lib/server/services/review/review-view";

const isAboutManagers = ({ code }: Problem) => code === "manager-active";

/** Whether the operator has yet to decide about another firewall manager. */
export function asksAboutManagers({ gate }: Review): boolean {
  return gate.problems.some(isAboutManagers);
}

/**
 * Every finding once: those of the policy, then what the gate says beyond them. An apply of our own that is under way
 * has a message of its own (the host only sees that somebody's is), and another manager is a question of its own.
 */
export function reviewFindings({ policyProblems, gate, pending }: Review): readonly Problem[] {
  const key = (problem: Problem) => `${problem.code} ${problem.path.join(".")} ${problem.text}`;
  const known = new Set(policyProblems.map(key));
  const told = (problem: Problem) =>
    known.has(key(problem)) || isAboutManagers(problem) || (pending !== null && problem.code === "host-busy");
  return [...policyProblems, ...gate.problems.filter((problem) => !told(problem))];
}
