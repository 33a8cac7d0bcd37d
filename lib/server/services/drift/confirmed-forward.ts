import { compile } from "@/lib/core/compile/compile";
import { liveChains } from "@/lib/core/drift/live-chains";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Policy } from "@/lib/core/policy/schema";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";

type End = "drop" | "return";

/** What our chain for forwarded packets ends with in each restore text that has it. */
function forwardEnds(texts: readonly (string | null)[]): End[] {
  return texts.flatMap((text): End[] => {
    const chain = liveChains(text ?? "").find((one) => one.chain === ownedChains.forward);
    return chain === undefined ? [] : [chain.rules.at(-1)?.endsWith("-j DROP") ? "drop" : "return"];
  });
}

/**
 * What a confirmed policy has to say of forwarded packets in order to bring back the rules that were sent: `auto` is
 * decided anew from the host at each apply, and whoever loads a rule for forwarding there would decide it. `drop` or
 * `return` where the host as it is now (`facts`) would have it otherwise than it was sent; what one word cannot say,
 * since the families were sent differently, stays `auto`.
 */
export function confirmedForward(
  policy: Policy,
  sent: { readonly rules4: string; readonly rules6: string | null },
  facts: readonly HostFacts[],
): Policy["forward"] {
  if (policy.forward !== "auto") return policy.forward;
  const [end, ...others] = forwardEnds([sent.rules4, sent.rules6]);
  if (end === undefined || others.some((other) => other !== end)) return "auto";
  const changed = facts.some((now) => {
    const compiled = compile(policy, now);
    if (!compiled.ok) return false;
    const { ruleset4, ruleset6 } = compiled.value;
    return forwardEnds([renderRestore(ruleset4), ruleset6 && renderRestore(ruleset6)]).some(
      (one) => one !== end,
    );
  });
  return changed ? end : "auto";
}
