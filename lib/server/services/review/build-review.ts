import { foreignRulesBelow } from "@/lib/core/analysis/foreign-rules";
import { ownedText } from "@/lib/core/analysis/owned-text";
import { compile } from "@/lib/core/compile/compile";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { describeChange } from "@/lib/core/policy/describe";
import type { Policy } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import { canApply, type GateInput } from "@/lib/core/rollout/gates";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { hashOf } from "../canonical-json";
import { scriptOf } from "../export/script-of";
import { reviewLockout } from "./lockout";
import type { ForeignRule, LockoutView, Review } from "./review-view";

/** All that a review is computed from. */
export type ReviewInput = {
  readonly policy: Policy;
  /** The policy of the last confirmed apply. */
  readonly confirmed: Policy | null;
  readonly facts: HostFacts | null;
  readonly acceptedManagers: readonly string[];
};

/** What a review computes; the caller adds what the database knows. */
export type BuiltReview = Pick<
  Review,
  | "hash"
  | "policy"
  | "policyProblems"
  | "changes"
  | "firstApply"
  | "rulesets"
  | "restore4"
  | "restore6"
  | "script"
  | "textDiff4"
  | "textDiff6"
  | "lockout"
  | "foreignRules"
  | "gate"
  | "needsAnyway"
>;

function liveOf(facts: HostFacts | null, family: Family): string | null {
  return (family === 4 ? facts?.live.ipv4 : facts?.live.ipv6) ?? null;
}

function foreignRules(facts: HostFacts | null, compiled: Compiled): ForeignRule[] {
  const below = (family: Family, next: Ruleset | null) => {
    const live = liveOf(facts, family);
    if (live === null || next === null) return [];
    const parsed = parseSave(live, family);
    return parsed.ok ? foreignRulesBelow(parsed.value, next) : [];
  };
  return [...below(4, compiled.ruleset4), ...below(6, compiled.ruleset6)];
}

/** The gate asked twice: whether it opens at all, and whether it opens without "Apply anyway". */
function gateOf(input: Omit<GateInput, "anyway">): Pick<Review, "gate" | "needsAnyway"> {
  const plainly = canApply({ ...input, anyway: false });
  const { allowed } = canApply({ ...input, anyway: true });
  return {
    gate: { allowed, problems: plainly.allowed ? [] : plainly.problems },
    needsAnyway: allowed && !plainly.allowed,
  };
}

/**
 * Computes what would happen: a pure function of the policy, the facts and the last confirmed policy, so that the start
 * of an apply can compute it again and compare the hash. The hash covers what was shown: policy, texts, our live chains,
 * the foreign rules below us and the lockout answer.
 */
export function buildReview({ policy, confirmed, facts, acceptedManagers }: ReviewInput): BuiltReview {
  const compiled = compile(policy, facts);
  const rulesets = compiled.ok ? compiled.value : null;
  const restore4 = rulesets && renderRestore(rulesets.ruleset4);
  const restore6 = rulesets?.ruleset6 ? renderRestore(rulesets.ruleset6) : null;
  const live4 = ownedText(liveOf(facts, 4) ?? "");
  const live6 = ownedText(liveOf(facts, 6) ?? "");
  const lockout: LockoutView | null = rulesets && reviewLockout(rulesets, facts);
  const foreign = rulesets === null ? [] : foreignRules(facts, rulesets);
  return {
    hash:
      restore4 === null
        ? null
        : hashOf({ policy, restore4, restore6, live4, live6, foreign, lockout: lockout?.answer ?? null }),
    policy,
    policyProblems: validatePolicy(policy, facts),
    changes: describeChange(confirmed, policy),
    firstApply: confirmed === null,
    rulesets: rulesets && { ruleset4: rulesets.ruleset4, ruleset6: rulesets.ruleset6 },
    restore4,
    restore6,
    script: rulesets && scriptOf(rulesets, policy),
    textDiff4: restore4 === null ? null : { live: live4, next: ownedText(restore4) },
    textDiff6: restore6 === null ? null : { live: live6, next: ownedText(restore6) },
    lockout,
    foreignRules: foreign,
    ...gateOf({
      facts,
      problems: compiled.problems,
      // Where nothing was compiled, that is the reason to show, and not that access is not sure.
      lockout: lockout === null ? "gets-in" : lockout.answer,
      pending: null,
      acceptedManagers,
    }),
  };
}
