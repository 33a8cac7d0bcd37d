import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Problem } from "@/lib/core/problem/problem";
import { checkAssertions } from "./assertion/check-assertions";
import { checkAccess } from "./check-access";
import { checkClient } from "./check-client";
import { checkObjects } from "./check-objects";
import { checkProtections } from "./check-protections";
import { checkRules } from "./check-rules";
import type { Policy } from "./schema";

export { parsePolicy } from "./parse-policy";

/**
 * Everything that is wrong with a policy, or worth a look, errors first. The caller stops at errors. `facts` are what
 * is known of the host that the policy is for; without them, what only the host knows is a problem where it is needed.
 */
export function validatePolicy(policy: Policy, facts: HostFacts | null): readonly Problem[] {
  const all = [
    ...checkObjects(policy),
    ...checkRules(policy, facts),
    ...checkClient(policy, facts),
    ...checkProtections(policy, facts),
    ...checkAccess(policy, facts),
    ...checkAssertions(policy, facts),
  ];
  const rank = { error: 0, warning: 1, notice: 2 } as const;
  return all.sort((a, b) => rank[a.severity] - rank[b.severity]);
}
