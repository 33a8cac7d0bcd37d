import { compile } from "@/lib/core/compile/compile";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Policy } from "@/lib/core/policy/schema";
import type { Problem } from "@/lib/core/problem/problem";
import { unneededOpenings } from "./listeners";
import { uselessPolicyRules } from "./rule-effect";

/** Beside an end that lets everything pass, each way out changes nothing: what counts is what it is there for. */
function protecting(policy: Policy, compiled: Compiled, facts: HostFacts | null): Compiled {
  if (policy.client.observe !== true) return compiled;
  const then = compile({ ...policy, client: { ...policy.client, observe: false } }, facts);
  return then.ok ? then.value : compiled;
}

/**
 * What is worth a look in a policy that compiles: rules without effect, rules that open more than any program of the
 * host listens on, and sources that leave IPv6 out. Warnings and notices only, each with the place of its rule.
 */
export function advise(policy: Policy, compiled: Compiled, facts: HostFacts | null): readonly Problem[] {
  return [
    ...uselessPolicyRules(policy, protecting(policy, compiled, facts)),
    ...(facts === null ? [] : unneededOpenings(policy, facts)),
  ];
}
