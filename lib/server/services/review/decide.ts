import { compile } from "@/lib/core/compile/compile";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Policy } from "@/lib/core/policy/schema";
import { canApply, type GateInput } from "@/lib/core/rollout/gates";
import type { AssertionsView } from "../assertion/assertion-view";
import { reviewLockout } from "./lockout";
import type { AnywayReason, LockoutView, Review } from "./review-view";

/** What decides whether a policy may be applied to a host. */
export type DecisionInput = {
  readonly policy: Policy;
  readonly facts: HostFacts | null;
  readonly acceptedManagers: readonly string[];
};

/** The texts that would be pushed, and whether they may be. */
export type Decision = Pick<Review, "restore4" | "restore6" | "gate" | "needsAnyway" | "anywayFor"> & {
  /** Null where the policy has errors. */
  readonly rulesets: Compiled | null;
  readonly lockout: LockoutView | null;
};

const reasons: Readonly<Record<string, AnywayReason>> = {
  "locked-out": "access",
  "access-not-sure": "access",
  "assertion-fails": "assertions",
  "assertion-not-decided": "assertions",
  "other-backend": "backend",
};

/** The gate asked twice: whether it opens at all, and whether it opens without "Apply anyway". */
function gateOf(input: Omit<GateInput, "anyway">): Pick<Review, "gate" | "needsAnyway" | "anywayFor"> {
  const plainly = canApply({ ...input, anyway: false });
  const { allowed } = canApply({ ...input, anyway: true });
  const problems = plainly.allowed ? [] : plainly.problems;
  return {
    gate: { allowed, problems },
    needsAnyway: allowed && !plainly.allowed,
    anywayFor: [...new Set(problems.flatMap(({ code }) => reasons[code] ?? []))],
  };
}

/** The assertions that stand in the way. Where nothing was compiled or inspected, that is the reason to show. */
function standing(policy: Policy, assertions: AssertionsView): GateInput["assertions"] {
  if (assertions.told) {
    return assertions.results.flatMap(({ index, text, outcome }): GateInput["assertions"][number][] => {
      if (outcome === "fails") return [{ index, text, outcome }];
      const undecided = outcome === "too-complex" || outcome === "unreadable";
      return undecided ? [{ index, text, outcome: "not-decided" }] : [];
    });
  }
  if (assertions.why === "not-inspected" || assertions.why === "not-compiled") return [];
  return (policy.assertions ?? []).map((text, index) => ({ index, text, outcome: "not-decided" }));
}

/**
 * The part of a review that decides, without what is only shown: for the look at the host right before the rules are
 * loaded. `assertions` are those of this policy on this host.
 */
export function decide(
  { policy, facts, acceptedManagers }: DecisionInput,
  assertions: AssertionsView,
): Decision {
  const compiled = compile(policy, facts);
  const rulesets = compiled.ok ? compiled.value : null;
  const lockout = rulesets && reviewLockout(rulesets, facts);
  return {
    rulesets,
    restore4: rulesets && renderRestore(rulesets.ruleset4),
    restore6: rulesets?.ruleset6 ? renderRestore(rulesets.ruleset6) : null,
    lockout,
    ...gateOf({
      facts,
      problems: compiled.problems,
      // Where nothing was compiled, that is the reason to show, and not that access is not sure.
      lockout: lockout === null ? "gets-in" : lockout.answer,
      assertions: standing(policy, assertions),
      pending: null,
      acceptedManagers,
    }),
  };
}
