import type { Match } from "@/lib/core/ruleset/match";
import { hookOf } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule, Ruleset, Table } from "@/lib/core/ruleset/ruleset";
import type { Compiled, Recipe } from "./compiled";

/** The same rules in the built-in chains, as an administrator would write them by hand. */
export type Flat = { readonly ruleset4: Ruleset; readonly ruleset6: Ruleset | null };

const builtInOrder = ["INPUT", "FORWARD", "OUTPUT"] as const;

/** The classic recipe looks at states only, not at which side began. */
function withoutDirection(matches: readonly Match[]): readonly Match[] {
  return matches.filter(({ kind }) => kind !== "ct-direction");
}

/** A chain whose last word drops becomes a chain policy; one that hands on keeps ACCEPT. */
function flatChain(name: (typeof builtInOrder)[number], rules: readonly Rule[], recipe: Recipe): Chain {
  // What is handed on is accepted where nothing stands behind; only a rule can drop the rest then.
  if (rules.some(({ matches, target }) => matches.length > 0 && target.kind === "return")) {
    return {
      name,
      policy: "ACCEPT",
      rules: rules.filter(({ matches, target }) => matches.length > 0 || target.kind !== "return"),
    };
  }
  const last = rules.at(-1);
  const policy = last?.origin?.section === "final" && last.target.kind === "drop" ? "DROP" : "ACCEPT";
  const kept = rules.filter(({ origin }) => origin?.section !== "final");
  return {
    name,
    policy,
    rules:
      recipe === "article"
        ? kept.map((rule) => ({ ...rule, matches: withoutDirection(rule.matches) }))
        : kept,
  };
}

/** The open sessions' rules stand before everything that looks at states. */
function withSessions(rules: readonly Rule[], sessions: readonly Rule[]): readonly Rule[] {
  const at = rules.findIndex(({ origin }) => origin?.section !== "loopback" && origin?.section !== "always");
  return rules.toSpliced(at < 0 ? rules.length : at, 0, ...sessions);
}

function flattenFamily(ruleset: Ruleset, { recipe, openSessions }: Compiled): Ruleset {
  const chainsOf = (table: string) => ruleset.tables.find(({ name }) => name === table)?.chains ?? [];
  const owned = chainsOf("filter");
  const rulesOf = (name: string) => {
    const rules = owned.find((chain) => hookOf[chain.name] === name)?.rules ?? [];
    return name === "OUTPUT" ? withSessions(rules, openSessions[ruleset.family]) : rules;
  };
  const chains: readonly Chain[] =
    recipe === "sandbox"
      ? [{ name: "OUTPUT", policy: null, rules: rulesOf("OUTPUT") }]
      : builtInOrder.map((name) => flatChain(name, rulesOf(name), recipe));
  const raw = chainsOf("raw").map(({ rules }): Table => {
    const builtIn = (name: string): Chain => ({ name, policy: "ACCEPT", rules: [] });
    return { name: "raw", chains: [builtIn("PREROUTING"), { ...builtIn("OUTPUT"), rules }] };
  });
  return { family: ruleset.family, tables: [...raw, { name: "filter", chains }] };
}

/**
 * The stand-alone form: built-in chains with chain policies, for the exported script and for `--flat`. The sandbox
 * holds OUTPUT alone, with its final REJECT as a rule and no chain policy.
 */
export function flatten(compiled: Compiled): Flat {
  const { ruleset4, ruleset6 } = compiled;
  return {
    ruleset4: flattenFamily(ruleset4, compiled),
    ruleset6: ruleset6 === null ? null : flattenFamily(ruleset6, compiled),
  };
}
