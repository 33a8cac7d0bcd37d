import { ownedText } from "@/lib/core/analysis/owned-text";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { error, type Problem } from "@/lib/core/problem/problem";
import { canApply } from "@/lib/core/rollout/gates";
import type { FrozenApply } from "./load-apply";

/**
 * Asks the gate for taking all that is ours off a host. Other managers are no obstacle to that, and whether the panel
 * gets in afterwards is what the apply itself proves; but what goes must be what was shown.
 */
export function recheckLeave(
  frozen: FrozenApply,
  facts: HostFacts,
): { allowed: boolean; problems: readonly Problem[] } {
  const gate = canApply({
    facts,
    problems: [],
    lockout: "cannot-tell",
    assertions: [],
    pending: null,
    acceptedManagers: facts.managers.map(({ name }) => name),
    anyway: true,
  });
  const problems = gate.allowed ? [] : [...gate.problems];
  const changed = (["ipv4", "ipv6"] as const).some(
    (family) => ownedText(facts.live[family] ?? "") !== ownedText(frozen.facts.live[family] ?? ""),
  );
  if (changed || (facts.iptables6 === "absent") !== (frozen.rules6 === null)) {
    problems.push(
      error(
        "leave-changed",
        "The host's rules of ours changed since this was shown. Nothing was taken away. Look at it once more.",
      ),
    );
  }
  return { allowed: problems.length === 0, problems };
}
