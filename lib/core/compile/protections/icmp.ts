import type { Match } from "@/lib/core/ruleset/match";
import type { Origin, Rule } from "@/lib/core/ruleset/ruleset";
import { ctState, icmpType } from "../match-shapes";
import { accept, rateMatch } from "../rule-shapes";
import type { Scope } from "../scope";

function icmpOrigin(note: string): Origin {
  return { section: "icmp", ruleId: null, note };
}

/** ICMP errors about known connections; in IPv6 they pass always, so nothing is left to say there. */
export function icmpErrors(scope: Scope): readonly Rule[] {
  if (scope.family === 6) return [];
  const origin = icmpOrigin(
    "Error messages about known connections pass: unreachable, too big, time exceeded.",
  );
  return [3, 11, 12].map((type) => ({
    matches: [...icmpType(4, type), ctState("RELATED")],
    target: accept,
    origin,
  }));
}

/** Echo requests, at a rate. */
export function pingRules(scope: Scope): readonly Rule[] {
  const rate = scope.policy.protections.ping;
  if (rate === null) return [];
  const matches: readonly Match[] = [
    ...icmpType(scope.family, scope.family === 4 ? 8 : 128),
    rateMatch("protection:ping", rate, false),
  ];
  return [{ matches, target: accept, origin: icmpOrigin("Anyone may ping this server, at a limited rate.") }];
}
