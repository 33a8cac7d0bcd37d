import type { Packet } from "@/lib/core/packet/packet";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import { conditionName, conditionText, isTurned, usually } from "./condition";
import type { PathHost } from "./path/path-host";
import { holds } from "./predicate/holds";
import { predicatesOf } from "./predicate/predicate-of";
import { askedField, settled } from "./settled";
import type { ChangingField } from "./traveller";

/** What was assumed of conditions whose truth is not known; the latest first. */
export type Assumptions = {
  readonly name: string;
  readonly holds: boolean;
  readonly before: Assumptions;
} | null;

export function assume(before: Assumptions, name: string, holds: boolean): Assumptions {
  return { name, holds, before };
}

function assumed(list: Assumptions, name: string): boolean | undefined {
  for (let at = list; at !== null; at = at.before) if (at.name === name) return at.holds;
  return undefined;
}

/**
 * A condition whose truth is open: its name, the match, what it is in the ordinary case, and the field that it asks for
 * where rules may have rewritten that.
 */
export type OpenCondition = {
  readonly name: string;
  readonly match: Match;
  readonly usually: boolean;
  readonly field: ChangingField | null;
};

/** Whether a rule matches, with the condition that failed, or those that are open. */
export type RuleHolds =
  | { readonly matched: "yes" }
  | { readonly matched: "no"; readonly failed: Match }
  | { readonly matched: "maybe"; readonly open: readonly OpenCondition[] };

/**
 * What is taken for granted of rates. `quiet-source`: the packet's own source does nothing else, so it is within every
 * rate that is counted per source; a rate that all share stays open, since others use it up too. `open`: no rate is
 * known to be kept. `within`: every rate is kept.
 */
export type Rates = "open" | "quiet-source" | "within";

/** Lists of `-m recent` that our rules keep. */
const ownList = /^sekisho-/;

export function isRate(match: Match): boolean {
  switch (match.kind) {
    case "limit":
    case "source-limit":
    case "keyed-limit":
    case "connection-limit":
      return true;
    // Seen several times of late: one that does nothing else was not (xt_recent.c counts the packet itself only by --set).
    // Of our own lists alone, which only shut out: others let in who knocked at the right doors.
    case "recent":
      return ownList.test(match.name) && match.action === "rcheck" && (match.hits ?? 0) > 1;
    default:
      return false;
  }
}

/** Whether the packet is taken to be within the rate. */
export function isKept(match: Match, rates: Rates): boolean {
  if (rates === "open" || !isRate(match)) return false;
  if (rates === "within") return true;
  switch (match.kind) {
    case "connection-limit":
      return match.by === undefined;
    case "source-limit":
      return !match.shared;
    case "keyed-limit":
      return match.keys.includes("source");
    case "recent":
      return match.side === "source";
    default:
      return false;
  }
}

/** What is taken for granted, and what is known of the host. */
type Known = { readonly rates: Rates; readonly host: PathHost | null };

const matchedYes: RuleHolds = { matched: "yes" };

/** What an open condition is taken to be; undefined: it stays open. */
function taken(
  match: Match,
  packet: Packet,
  { rates, host }: Known,
  name: string,
  assumptions: Assumptions,
): boolean | undefined {
  if (isKept(match, rates)) return usually(match);
  const told = settled(match, packet, host);
  if (told !== null) return told;
  // Names stand for the condition without its "!", so an assumption is turned round where the rule asks the opposite.
  const bare = assumed(assumptions, name);
  return bare === undefined ? undefined : bare !== isTurned(match);
}

/** Asks each condition of the `index`-th rule of a chain; one that fails for sure settles it whatever is open. */
export function evaluateRule(
  { matches }: Rule,
  packet: Packet,
  chain: string,
  index: number,
  known: Known,
  assumptions: Assumptions,
): RuleHolds {
  let open: OpenCondition[] | null = null;
  const predicates = predicatesOf(matches, packet.family);
  for (const [at, predicate] of predicates.entries()) {
    const answer = holds(predicate, packet);
    if (answer === true) continue;
    const match = matches[at] as Match;
    if (answer === false) return { matched: "no", failed: match };
    const name = conditionName(match, packet.family, `${chain}#${index}`);
    const told = taken(match, packet, known, name, assumptions);
    if (told === false) return { matched: "no", failed: match };
    if (told === true) continue;
    open ??= [];
    open.push({ name, match, usually: usually(match), field: askedField(match) });
  }
  return open === null ? matchedYes : { matched: "maybe", open };
}

/** The assumptions under which the rule matches. */
export function assumingAll(before: Assumptions, open: readonly OpenCondition[]): Assumptions {
  return open.reduce((list, { name, match }) => assume(list, name, !isTurned(match)), before);
}

/** The assumptions under which it does not; of several open conditions it is not said which one fails. */
export function assumingNot(before: Assumptions, open: readonly OpenCondition[]): Assumptions {
  const [only] = open;
  return only === undefined || open.length > 1 ? before : assume(before, only.name, isTurned(only.match));
}

/** The condition that failed, or those that are open, in iptables' own words. */
export function decisive(holds: RuleHolds, { family }: Packet): readonly string[] {
  switch (holds.matched) {
    case "yes":
      return [];
    case "no":
      return [conditionText(holds.failed, family) || holds.failed.kind];
    case "maybe":
      return holds.open.map(({ match }) => conditionText(match, family));
  }
}

const reasons = { yes: "every condition holds", no: "fails: ", maybe: "not known: " } as const;

/** Why a rule matched or not, given its decisive conditions. */
export function reason({ matched }: RuleHolds, conditions: readonly string[]): string {
  return reasons[matched] + conditions.join(" ");
}
