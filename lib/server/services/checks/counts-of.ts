import type { Judgement } from "@/lib/core/checks/judge-check";
import type { CheckResult } from "./checks-view";

/** How many checks were judged so. */
export function countsOf(results: readonly CheckResult[]): Partial<Record<Judgement, number>> {
  const counts: Partial<Record<Judgement, number>> = {};
  for (const { judgement } of results) counts[judgement] = (counts[judgement] ?? 0) + 1;
  return counts;
}
