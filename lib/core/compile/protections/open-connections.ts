import { offersMatch } from "@/lib/core/facts/kernel-matches";
import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { ctState, protocol, tcp } from "../match-shapes";
import { drop } from "../rule-shapes";
import type { Scope } from "../scope";
import { sourceBits } from "./one-source";
import { protectionOrigin } from "./protection-origin";

/** More than so many TCP connections open from one source. */
export function connectionsAbove(most: number, family: Family): Match {
  return { kind: "connection-limit", above: most, mask: sourceBits[family] };
}

/**
 * At most so many TCP connections open at once from one source. The kernel counts those whose first packet came by this
 * rule, until they are closed or forgotten (nf_conncount.c, already_closed): neither the administrator's nor what was
 * open before the rules were loaded.
 */
export function openConnectionRules({ family, policy, facts }: Scope): readonly Rule[] {
  const most = policy.protections.openConnections;
  if (most === undefined || !offersMatch(facts, "connlimit")) return [];
  const origin = protectionOrigin(
    "open-connections",
    "A source that has too many connections open gets no further one until it closes some.",
  );
  const matches = [protocol(tcp), ctState("NEW"), connectionsAbove(most, family)];
  return [{ matches, target: drop, origin }];
}
