import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { InboundRule, OutboundRule, Rate } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Origin, Rule } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { ctState } from "./match-shapes";
import { observedPlace, type WouldRefuse } from "./observe";
import { logPrefix, rateTableName } from "./short-name";

export const accept: Target = { kind: "accept" };
export const drop: Target = { kind: "drop" };

/** The answer of the family that makes a program fail at once instead of waiting. */
export function reject(family: 4 | 6): Target {
  return { kind: "reject", with: family === 4 ? "icmp-port-unreachable" : "icmp6-port-unreachable" };
}

/** Lines a minute that one logging rule may write. */
const logLinesPerMinute = 10;

/** The group of packet messages that the panel reads where the kernel keeps no log; `blocked-reader.sh` names it too. */
export const nflogGroup = 7351;

/** How a rule logs: into the kernel's log, or as a packet message. `uid`: name the sending account (OUTPUT only). */
export type LogWay = { readonly nflog: boolean; readonly uid: boolean };

/** Packet messages only where they are what is read: in a network namespace of its own the kernel's log is silent. */
export function logWay(facts: HostFacts | null, uid: boolean): LogWay {
  return { nflog: facts?.log === "nflog", uid };
}

/** A log rule with a rate, so that a flood cannot fill the disk. A packet message always names the account. */
export function logRule(
  matches: readonly Match[],
  place: string,
  { nflog, uid }: LogWay,
  origin: Origin,
  linesPerMinute = logLinesPerMinute,
): Rule {
  const limit: Match = { kind: "limit", count: linesPerMinute, per: "minute", burst: 5 };
  const prefix = logPrefix(place);
  return {
    matches: [...matches, limit],
    target: nflog ? { kind: "nflog", prefix, group: nflogGroup } : { kind: "log", prefix, level: null, uid },
    origin,
  };
}

/**
 * Logs what would be refused. First packets have a rate of their own: whatever a connection sends after its first one
 * would be refused as well, and would leave no line for the others.
 */
export function observedLogs(
  matches: readonly Match[],
  verdict: WouldRefuse,
  place: string,
  way: LogWay,
  origin: Origin,
  linesPerMinute = logLinesPerMinute,
): readonly Rule[] {
  const later: Match = { kind: "ct-state", module: "conntrack", states: ["NEW"], negated: true };
  const log = (state: Match) =>
    logRule([...matches, state], observedPlace(verdict, place), way, origin, linesPerMinute);
  return [log(ctState("NEW")), log(later)];
}

/** Iptables takes comments of at most 255 bytes; the text is cut at a character. */
function commentMatch(comment: string): readonly Match[] {
  const bytes = (character: string) => {
    const code = character.codePointAt(0) ?? 0;
    return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  };
  let text = "";
  let used = 0;
  for (const character of comment) {
    used += bytes(character);
    if (used > 255) break;
    text += character;
  }
  return text === "" ? [] : [{ kind: "comment", text }];
}

/** A rate per source address as a condition: `above` matches what exceeds it. */
export function rateMatch(ruleId: string, { count, per, burst, perSource }: Rate, above: boolean): Match {
  const name = rateTableName(ruleId, `${count}/${per} ${burst} ${perSource}`);
  const shared = perSource ? {} : { shared: true };
  return { kind: "source-limit", name, ...shared, above, count, per, burst };
}

/**
 * One policy rule for one combination of source, destination and service: log, limit, verdict. A rule that accepts
 * covers the flow from its first packet on (NEW,ESTABLISHED); one that refuses looks at no state. One that is observed
 * logs and decides nothing: the rules below are asked as though it were not there.
 */
export function verdictRules(
  rule: InboundRule | OutboundRule,
  family: 4 | 6,
  where: { readonly matches: readonly Match[]; readonly stateless: boolean; readonly log: LogWay },
  origin: Origin,
): readonly Rule[] {
  const { matches, stateless, log } = where;
  if (rule.observe === true && rule.verdict !== "accept")
    return observedLogs(matches, rule.verdict, rule.id, log, origin);
  const comment = commentMatch(rule.comment);
  const rules: Rule[] = [];
  const beginning = rule.verdict === "accept" ? [...matches, ctState("NEW")] : matches;
  if (rule.limit !== null && rule.verdict === "accept") {
    rules.push({
      matches: [...beginning, rateMatch(rule.id, rule.limit, true), ...comment],
      target: drop,
      origin,
    });
  }
  if (rule.log) rules.push(logRule(beginning, rule.id, log, origin));
  switch (rule.verdict) {
    case "accept": {
      const state = stateless ? [] : [ctState("NEW", "ESTABLISHED")];
      rules.push({ matches: [...matches, ...state, ...comment], target: accept, origin });
      break;
    }
    case "drop":
      rules.push({ matches: [...matches, ...comment], target: drop, origin });
      break;
    case "reject":
      rules.push({ matches: [...matches, ...comment], target: reject(family), origin });
      break;
  }
  return rules;
}
