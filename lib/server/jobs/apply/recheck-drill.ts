import { blockingRules } from "@/lib/core/drill/block";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { error, type Problem } from "@/lib/core/problem/problem";
import { canApply } from "@/lib/core/rollout/gates";
import type { FrozenApply } from "./load-apply";

/** Asks the gate for a drill: it shuts the panel out on purpose, and everything else about the host must be as it was. */
export function recheckDrill(
  frozen: FrozenApply,
  facts: HostFacts,
): { allowed: boolean; problems: readonly Problem[] } {
  const gate = canApply({
    facts,
    problems: [],
    lockout: "locked-out",
    assertions: [],
    pending: null,
    acceptedManagers: frozen.acceptedManagers,
    anyway: true,
  });
  const problems = gate.allowed ? [] : [...gate.problems];
  const now = blockingRules(facts);
  if (now?.rules4 !== frozen.rules4 || now.rules6 !== frozen.rules6) {
    problems.push(
      error(
        "drill-changed",
        "The host's rules, or the address from which it sees the panel, changed since it was last read. Start the drill again.",
      ),
    );
  }
  return { allowed: problems.length === 0, problems };
}
