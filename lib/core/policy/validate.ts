import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Problem } from "@/lib/core/problem/problem";
import type { Policy } from "./schema";

/** Everything that is wrong with a policy, or worth a look; the caller stops at errors. */
export function validatePolicy(_policy: Policy, _facts: HostFacts | null): readonly Problem[] {
  return [];
}
