import { ownedText } from "@/lib/core/analysis/owned-text";
import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { error, type Problem } from "@/lib/core/problem/problem";
import { checkDraft } from "@/lib/server/services/assertion/check-draft";
import { decide } from "@/lib/server/services/review/decide";
import type { FrozenApply } from "./load-apply";

/** Our own chains of both families, as one text to compare. */
const owned = (facts: HostFacts) =>
  `${ownedText(facts.live.ipv4 ?? "")}\n${ownedText(facts.live.ipv6 ?? "")}`;

/**
 * The world moved since the click: asks the gate again with the facts of now, and holds what would be pushed against
 * what was shown. An apply goes on only where all of it still stands.
 */
export async function recheck(
  frozen: FrozenApply,
  facts: HostFacts,
): Promise<{ allowed: boolean; problems: readonly Problem[] }> {
  const { policy, acceptedManagers } = frozen;
  const compiled = compile(policy, facts);
  const draft = { policy, compiled: compiled.ok ? compiled.value : null, facts };
  const { assertions } = await checkDraft(draft, { admins: false });
  const now = decide({ policy, facts, acceptedManagers }, assertions);
  const problems: Problem[] = now.gate.allowed ? [] : [...now.gate.problems];
  if (now.restore4 !== frozen.rules4 || now.restore6 !== frozen.rules6) {
    problems.push(
      error(
        "host-changed",
        "The host changed since the review: the same policy makes other rules there now. Look at the new review.",
      ),
    );
  }
  if (owned(facts) !== owned(frozen.facts)) {
    problems.push(
      error(
        "drift",
        "Somebody changed our chains on the host since the review. Look at the new review: it shows the difference.",
      ),
    );
  }
  if (now.needsAnyway && !frozen.anyway && now.anywayFor.includes("assertions")) {
    problems.push(
      error(
        "assertions-changed",
        "With the rules that the host has now not all that the policy asserts is true any more. Look at the new review.",
      ),
    );
  }
  if (now.needsAnyway && !frozen.anyway && now.anywayFor.some((why) => why !== "assertions")) {
    problems.push(
      error(
        "lockout-changed",
        "With the rules that the host has now it is not sure any more that the panel gets in. Look at the new review.",
      ),
    );
  }
  return { allowed: problems.length === 0, problems };
}
