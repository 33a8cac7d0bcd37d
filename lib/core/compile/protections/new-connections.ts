import type { Rate } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { ctState, protocol, tcp } from "../match-shapes";
import { drop, rateMatch } from "../rule-shapes";
import type { Scope } from "../scope";
import { protectionOrigin } from "./protection-origin";

/** What the name of its table of rates is made from, with the rate. */
const newConnectionsTable = "protection:new-connections";

/** What exceeds the rate of new TCP connections. */
export function newConnectionsAbove(rate: Rate): Match {
  return rateMatch(newConnectionsTable, rate, true);
}

/** A rate of new TCP connections, for each source address or for all of them. */
export function newConnectionRules({ policy }: Scope): readonly Rule[] {
  const { newConnections } = policy.protections;
  if (newConnections === null) return [];
  const origin = protectionOrigin(
    "new-connections",
    "A source that opens connections too fast is dropped until it slows down.",
  );
  const matches = [protocol(tcp), ctState("NEW"), newConnectionsAbove(newConnections)];
  return [{ matches, target: drop, origin }];
}
