import { renderRule } from "@/lib/core/iptables/render-rule";
import type { Family } from "@/lib/core/net/family";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";

/** A condition in iptables' own words, such as `-s 192.0.2.0/24` or `-m limit --limit 5/min`. */
export function conditionText(match: Match, family: Family): string {
  return renderRule({ matches: [match], target: { kind: "none" }, origin: null }, "", family)
    .slice("-A ".length)
    .trim();
}

/** A rule as the text that it was read from, or as it is rendered. */
export function ruleText(rule: Rule, chain: string, family: Family): string {
  return rule.text ?? renderRule(rule, chain, family);
}

/**
 * Extensions whose answer is the same each time for one packet, so that equal text is one and the same question.
 * (Marks may be changed on the way; recent, statistic and quota count.)
 */
const steadyModules = new Set(
  (
    "ah cluster cpu devgroup dscp ecn esp geoip ipv6header length mac osf owner physdev pkttype policy rpfilter set " +
    "socket string tcpmss time tos u32"
  ).split(" "),
);

/**
 * The name of a condition whose truth is not known: two conditions of the same name are both true or both false.
 * A rate, and whatever counts, is a question of its own in each rule (`place`).
 */
export function conditionName(match: Match, family: Family, place: string): string {
  const text = conditionText({ ...match, negated: false } as Match, family);
  switch (match.kind) {
    // The two directions are one question; isTurned says which way a rule asks it.
    case "ct-direction":
      return "the direction is ORIGINAL";
    case "limit":
    case "source-limit":
    case "connection-limit":
    case "keyed-limit":
    case "recent":
    case "mark":
    case "connection-mark":
      return `${place}: ${text}`;
    case "opaque":
      return steadyModules.has(/-m (\S+)/.exec(match.text)?.[1] ?? "") ? text : `${place}: ${text}`;
    default:
      return text;
  }
}

/** Whether a rule's condition is the opposite of what its name asks. */
export function isTurned(match: Match): boolean {
  const negated = "negated" in match && match.negated === true;
  return match.kind === "ct-direction" && match.direction === "REPLY" ? !negated : negated;
}

/**
 * What a condition of unknown truth is in the ordinary case: a packet is within its rate, and an unknown condition
 * does not hold. It only chooses which way the trace tells; the answer always looks at both.
 */
export function usually(match: Match): boolean {
  switch (match.kind) {
    case "limit":
      return true;
    case "source-limit":
    case "keyed-limit":
      return !match.above;
    case "connection-limit":
    case "recent":
      return match.negated === true;
    default:
      return false;
  }
}
