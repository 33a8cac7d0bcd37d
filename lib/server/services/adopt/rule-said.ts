import { type Entry, refKey } from "@/lib/core/adopt/account";
import { parseLive } from "@/lib/core/iptables/parse-save";
import type { Clause, TargetWords } from "../explain/explain-view";
import { conditionClause, targetPhrase } from "../explain/rule-phrases";

/** What one live rule says: its conditions and what it does, to be told in the reader's language. */
export type RuleSaid = { readonly conditions: readonly Clause[]; readonly target: TargetWords };

/** As many as a page tells at most. */
const mostSaid = 400;

function saidBy({ table, text, family }: Entry): RuleSaid | null {
  const read = parseLive(`*${table}\n${text}\nCOMMIT\n`, family);
  const rule = read.ok ? read.value.tables[0]?.chains.flatMap(({ rules }) => rules)[0] : undefined;
  if (rule === undefined) return null;
  const clauses = rule.matches.map((match) => conditionClause(match, family));
  return {
    conditions: clauses.filter((clause) => clause !== null),
    target: targetPhrase(rule.target, family),
  };
}

/** What the rules for which a policy has no word say, by their keys (`refKey`). */
export function opaqueSaid(account: readonly Entry[]): Readonly<Record<string, RuleSaid>> {
  const opaque = account.filter(({ kind, index }) => kind === "opaque" && index !== null).slice(0, mostSaid);
  return Object.fromEntries(
    opaque.flatMap((entry) => {
      const said = saidBy(entry);
      return said === null ? [] : [[refKey(entry), said] as const];
    }),
  );
}
