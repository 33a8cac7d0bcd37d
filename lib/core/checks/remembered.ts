import { conditionText } from "@/lib/core/analysis/condition";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import { mostChecks } from "./check";

/** A rate that all checks at once leave unspent, and that is whole again a second later. */
function hasRoom(match: Match): boolean {
  if (match.kind !== "source-limit" || match.per !== "second") return false;
  return match.count >= mostChecks && match.burst >= mostChecks;
}

/**
 * What a host counted of a source before: knocks on its list, connections at a rate that some of them spend, or those that
 * are open still. `over`: it holds of a source that did too much. `within`: of one that did not.
 */
function pastOf(match: Match): "over" | "within" | null {
  switch (match.kind) {
    case "recent":
      return match.action === "rcheck" || match.action === "update" ? "over" : null;
    case "source-limit":
    case "keyed-limit":
      return hasRoom(match) ? null : match.above ? "over" : "within";
    case "connection-limit":
      return match.negated ? "within" : "over";
    default:
      return null;
  }
}

const letsIn = ({ target }: Rule) => target.kind === "accept";

/** The rule as such a source meets it; none: it never holds of it. `of`: what is remembered. */
function towardsKnown(rule: Rule, of: (match: Match) => boolean): readonly Rule[] {
  const past = (match: Match) => (of(match) ? pastOf(match) : null);
  if (rule.matches.some((match) => past(match) === "within")) return [];
  return letsIn(rule)
    ? [rule]
    : [{ ...rule, matches: rule.matches.filter((match) => past(match) !== "over") }];
}

/**
 * The same rules towards a source that they remember: one that knocked at closed ports, connected often, or holds many
 * connections, as whoever runs checks may. A connection that these refuse and the plain ones let in proves neither.
 */
export function asRemembered(ruleset: Ruleset, of: (match: Match) => boolean = () => true): Ruleset {
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({
        ...chain,
        rules: chain.rules.flatMap((rule) => towardsKnown(rule, of)),
      })),
    })),
  };
}

/** More conditions than these nobody reads, and each costs a way through all rules. */
const mostConditions = 12;

/** The conditions of some rules that hang on what a source did before, each once, in iptables' words. */
export function pastConditions({ tables, family }: Ruleset): readonly string[] {
  const matches = tables.flatMap(({ chains }) =>
    chains.flatMap(({ rules }) => rules.flatMap((rule) => rule.matches)),
  );
  const texts = matches
    .filter((match) => pastOf(match) !== null)
    .map((match) => conditionText(match, family));
  return [...new Set(texts)].slice(0, mostConditions);
}
