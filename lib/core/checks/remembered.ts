import type { Match } from "@/lib/core/ruleset/match";
import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";

/** What a host counted of a source before: knocks on its list, or connections at a rate that some of them spend. */
function hangsOnThePast(match: Match): boolean {
  if (match.kind === "recent") return match.action === "rcheck" || match.action === "update";
  return match.kind === "source-limit" && match.above && match.per !== "second";
}

const refuses = ({ target }: Rule) => target.kind === "drop" || target.kind === "reject";

/**
 * The same rules towards a source that they remember: one that knocked at closed ports, or connected often, as whoever runs
 * checks may have. A connection that these refuse and the plain ones let in proves neither.
 */
export function asRemembered(ruleset: Ruleset): Ruleset {
  const rules = (all: readonly Rule[]) =>
    all.map((rule) =>
      refuses(rule) ? { ...rule, matches: rule.matches.filter((match) => !hangsOnThePast(match)) } : rule,
    );
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({ ...chain, rules: rules(chain.rules) })),
    })),
  };
}
