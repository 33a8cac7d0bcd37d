import * as z from "zod";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Problem } from "@/lib/core/problem/problem";
import { canApply } from "@/lib/core/rollout/gates";

const managersSchema = z.array(z.string());

/** Why an apply would be refused on a host as it is, whatever the policy. */
export function hostProblems(facts: HostFacts, acceptedManagers: unknown): readonly Problem[] {
  const gate = canApply({
    facts,
    problems: [],
    lockout: "gets-in",
    assertions: [],
    pending: null,
    acceptedManagers: managersSchema.parse(acceptedManagers),
    anyway: false,
  });
  return gate.allowed ? [] : gate.problems;
}
