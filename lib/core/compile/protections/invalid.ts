import type { Rule } from "@/lib/core/ruleset/ruleset";
import { ctState } from "../match-shapes";
import { drop } from "../rule-shapes";
import type { Scope } from "../scope";
import { protectionOrigin } from "./protection-origin";

/** What connection tracking calls INVALID. */
export function invalidRules({ policy }: Scope): readonly Rule[] {
  if (!policy.protections.invalid) return [];
  const origin = protectionOrigin(
    "invalid",
    "Packets that belong to no connection and begin none are dropped.",
  );
  return [{ matches: [ctState("INVALID")], target: drop, origin }];
}
