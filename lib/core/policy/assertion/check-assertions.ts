import type { HostFacts } from "@/lib/core/facts/host-facts";
import { notice, type Problem } from "@/lib/core/problem/problem";
import { checkNetworkNames, checkServiceNames } from "../check-names";
import type { Policy } from "../schema";
import { namesOf } from "./assertion-names";
import { parseAssertion } from "./parse-assertion";

/** Problems of what was asserted: texts that cannot be read, names that nothing has. Whether they hold is not asked here. */
export function* checkAssertions(policy: Policy, facts: HostFacts | null): Generator<Problem> {
  const seen = new Set<string>();
  for (const [at, text] of (policy.assertions ?? []).entries()) {
    const path = ["assertions", at];
    const read = parseAssertion(text);
    if (!read.ok) {
      for (const problem of read.problems) yield { ...problem, path };
      continue;
    }
    const { networks, services } = namesOf(read.value);
    yield* checkNetworkNames(policy, facts, networks, "sources", path, networks.length > 0);
    yield* checkServiceNames(policy, services, path, false);
    if (seen.has(text)) {
      yield notice("assertion-twice", "This stands here twice; it counts once.", path);
    }
    seen.add(text);
  }
}
