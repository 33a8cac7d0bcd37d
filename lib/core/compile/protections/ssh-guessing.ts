import { offersMatch } from "@/lib/core/facts/kernel-matches";
import { sshPorts } from "@/lib/core/facts/ssh-ports";
import type { Family } from "@/lib/core/net/family";
import type { SourceRate } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { ctState, portMatches, protocol, tcp } from "../match-shapes";
import { drop } from "../rule-shapes";
import type { Scope } from "../scope";
import { protectionTableName } from "../short-name";
import { sourceBits } from "./one-source";
import { protectionOrigin } from "./protection-origin";

/** What the name of its table of rates begins with, behind `sk-`. */
const sshTable = "ssh";

/** What exceeds the rate of new connections of one source. */
export function guessesAbove({ count, per, burst }: SourceRate, family: Family): Match {
  const name = protectionTableName(sshTable, `${count}/${per} ${burst}`);
  const network = family === 6 ? { sourceLength: sourceBits[6] } : {};
  return { kind: "source-limit", name, ...network, above: true, count, per, burst };
}

/**
 * A rate of new connections to SSH for each source. Of the two extensions that can do it, hashlimit has room for 65,536
 * sources (measured), and drops whoever comes when it is full: a flood of forged senders shuts out all but the
 * administrator while it lasts. recent forgets the oldest of 100 (ip_list_tot, iptables-extensions(8)), so that guessing
 * from many addresses would go uncounted.
 */
export function sshGuessingRules({ family, policy, facts }: Scope): readonly Rule[] {
  const { sshGuessing } = policy.protections;
  if (sshGuessing === undefined || !offersMatch(facts, "hashlimit")) return [];
  const origin = protectionOrigin(
    "ssh-guessing",
    "A source that keeps connecting to SSH, as guessers of passwords do, is dropped until it slows down.",
  );
  const above = guessesAbove(sshGuessing, family);
  const ranges = sshPorts(facts).map((port) => ({ first: port, last: port }));
  return portMatches("tcp", "destination", ranges).map((ports) => ({
    matches: [protocol(tcp), ports, ctState("NEW"), above],
    target: drop,
    origin,
  }));
}
