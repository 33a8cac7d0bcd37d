import { foreignRulesBelow } from "@/lib/core/analysis/foreign-rules";
import { ownedText } from "@/lib/core/analysis/owned-text";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import { describeChange } from "@/lib/core/policy/describe";
import type { Policy } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { AssertionsView } from "../assertion/assertion-view";
import { hashOf } from "../canonical-json";
import { parseOnce } from "../explain/parse-once";
import { scriptOf } from "../export/script-of";
import { type DecisionInput, decide } from "./decide";
import type { Proof } from "./prove";
import type { ForeignRule, Review } from "./review-view";

/** All that a review is computed from. */
export type ReviewInput = DecisionInput & {
  /** The policy of the last confirmed apply. */
  readonly confirmed: Policy | null;
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
  | "anywayFor"
  | "assertions"
  | "admins"
>;

function liveOf(facts: HostFacts | null, family: Family): string | null {
  return (family === 4 ? facts?.live.ipv4 : facts?.live.ipv6) ?? null;
}

/** Rules of others that the compiled rules leave unasked, in the host's live tables. */
export function foreignRules(facts: HostFacts | null, compiled: Compiled): ForeignRule[] {
  const below = (family: Family, next: Ruleset | null) => {
    const live = liveOf(facts, family);
    if (live === null || next === null) return [];
    const parsed = parseOnce(live, family);
    return parsed.ok ? foreignRulesBelow(parsed.value, next) : [];
  };
  return [...below(4, compiled.ruleset4), ...below(6, compiled.ruleset6)];
}

const outcomes = (assertions: AssertionsView) =>
  assertions.told ? assertions.results.map(({ text, outcome }) => [text, outcome]) : assertions.why;

/**
 * Computes what would happen: a pure function of the policy, the facts and the last confirmed policy, so that the start
 * of an apply can compute it again and compare the hash. The hash covers what was shown: policy, texts, our live chains,
 * the foreign rules below us, the lockout answer and those to the assertions. `proof` is that of this very policy and
 * these facts.
 */
export function buildReview({ confirmed, ...input }: ReviewInput, proof: Proof): BuiltReview {
  const { policy, facts } = input;
  const { assertions, admins } = proof;
  const { rulesets, restore4, restore6, lockout, gate, needsAnyway, anywayFor } = decide(input, assertions);
  const live4 = ownedText(liveOf(facts, 4) ?? "");
  const live6 = ownedText(liveOf(facts, 6) ?? "");
  const foreign = rulesets === null ? [] : foreignRules(facts, rulesets);
  return {
    hash:
      restore4 === null
        ? null
        : hashOf({
            policy,
            restore4,
            restore6,
            live4,
            live6,
            foreign,
            lockout: lockout?.answer ?? null,
            asserted: outcomes(assertions),
          }),
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
    gate,
    needsAnyway,
    anywayFor,
    assertions,
    admins,
  };
}
