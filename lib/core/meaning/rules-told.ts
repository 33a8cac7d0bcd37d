import { conditionName, ruleText } from "@/lib/core/analysis/condition";
import { readDoubt } from "@/lib/core/analysis/doubt";
import type { PathVerdict } from "@/lib/core/analysis/path/path-verdict";
import { rulePlaces } from "@/lib/core/analysis/symbolic/rule-places";
import type { RuleRef } from "@/lib/core/analysis/verdict";
import type { Match } from "@/lib/core/ruleset/match";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { ConditionTold, EndTold, RuleTold } from "./meaning";

/** The rule that a reference names. */
export function ruleTold({ family, tables }: Ruleset, ref: RuleRef | null): RuleTold | null {
  if (ref === null) return null;
  const { table } = ref;
  const { chains = [] } = tables.find(({ name }) => name === table) ?? {};
  const rule = chains.find(({ name }) => name === ref.chain)?.rules[ref.index];
  // Of a rule that was rewritten for the question the reference has the text of then.
  return rule === undefined
    ? null
    : { table, ref: { ...ref, text: ruleText(rule, ref.chain, family) }, rule };
}

/** What ends the packet's way where no rule does. */
export function endTold({ tables }: Ruleset, path: PathVerdict): EndTold | null {
  if (path.rule !== null || path.verdict === "cannot-tell") return null;
  const stage = path.stages[path.decidedAt];
  if (stage === undefined) return { kind: "nobody" };
  if (stage.kind === "route") return { kind: "routing" };
  const { table, chain } = stage;
  const there = tables.find(({ name }) => name === table)?.chains.some(({ name }) => name === chain);
  if (there !== true) return { kind: "nobody" };
  return { kind: "chain-policy", table, chain, verdict: path.verdict === "accept" ? "accept" : "drop" };
}

/** Conditions that packets settle by themselves; the others may have a name of their own. */
const settledKinds: ReadonlySet<Match["kind"]> = new Set([
  "source",
  "destination",
  "source-range",
  "destination-range",
  "in-interface",
  "out-interface",
  "protocol",
  "ports",
  "ct-state",
  "icmp-type",
  "comment",
  "tcp-flags",
]);

/** Whether a connection was translated its packets do not say. */
function asksTranslation(match: Match): boolean {
  return match.kind === "ct-state" && match.states.some((state) => state === "DNAT" || state === "SNAT");
}

/** The conditions of two rulesets by the names under which the answer hangs on them. */
export function conditionsByName(
  rulesets: readonly Ruleset[],
  wanted: ReadonlySet<string>,
): ReadonlyMap<string, ConditionTold> {
  const found = new Map<string, ConditionTold>();
  if (wanted.size === 0) return found;
  for (const { family, tables } of rulesets) {
    for (const { name: table, chains } of tables) {
      for (const chain of chains) {
        const places = rulePlaces(table, chain, family);
        for (const [index, rule] of chain.rules.entries()) {
          for (const match of rule.matches) {
            if (settledKinds.has(match.kind) && !asksTranslation(match)) continue;
            const place = places()[index] ?? "";
            const name = conditionName(match, family, place);
            if (!wanted.has(name) || found.has(name)) continue;
            const text = place.slice(`${table}: `.length);
            const ref = { table, chain: chain.name, index, line: rule.line ?? null, text };
            found.set(name, {
              text: conditionName(match, family, "").replace(/^: /, ""),
              match,
              rule: { table, ref, rule },
              doubt: null,
            });
          }
        }
      }
    }
  }
  return found;
}

/** What a row hangs on, once each; what is no condition of a rule stands as the sentence that it is. */
export function conditionsTold(
  names: readonly string[],
  known: ReadonlyMap<string, ConditionTold>,
): readonly ConditionTold[] {
  const told = new Map<string, ConditionTold>();
  for (const name of names) {
    // A number that is not known is open bit by bit.
    const text = name.replace(/, bit \d+$/, "");
    told.set(text, known.get(name) ?? { text, match: null, rule: null, doubt: readDoubt(text) });
  }
  return [...told.values()];
}
