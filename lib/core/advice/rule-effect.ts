import { type Useless, uselessRules } from "@/lib/core/analysis/shadow/shadow";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { Policy } from "@/lib/core/policy/schema";
import { notice, type Problem, warning } from "@/lib/core/problem/problem";
import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";

/** Rules of both families beyond which it is not looked for while somebody types. */
const mostRules = 2_000;

/** A policy rule by its place: what its problems lead to, and the number that people see. */
type Place = { readonly path: Problem["path"]; readonly number: number };

function placesOf(policy: Policy): ReadonlyMap<string, Place> {
  const inbound = policy.purposes.flatMap(({ rules }, at) =>
    rules.map(
      ({ id }, index) => [id, { path: ["purposes", at, "rules", index], number: index + 1 }] as const,
    ),
  );
  const outbound = policy.client.rules.map(
    ({ id }, index) => [id, { path: ["client", "rules", index], number: index + 1 }] as const,
  );
  return new Map<string, Place>([...inbound, ...outbound]);
}

const keyOf = (chain: string, index: number) => `${chain}#${index}`;

/** What each compiled rule came to, by policy rule: null where it has an effect. Logs are left out, they decide nothing. */
function fatesByRule(ruleset: Ruleset): ReadonlyMap<string, (Useless | null)[]> | null {
  const found = uselessRules(ruleset);
  if (found === null) return null;
  const useless = new Map(found.map((one) => [keyOf(one.rule.chain, one.rule.index), one]));
  const byRule = new Map<string, (Useless | null)[]>();
  for (const { chains } of ruleset.tables) {
    for (const { name, rules } of chains) {
      for (const [index, { origin, target }] of rules.entries()) {
        const id = origin?.ruleId;
        if (id === null || id === undefined || target.kind === "log") continue;
        const fates = byRule.get(id) ?? [];
        byRule.set(id, fates);
        fates.push(useless.get(keyOf(name, index)) ?? null);
      }
    }
  }
  return byRule;
}

/** The policy rules behind compiled ones, each once; null for what the panel adds itself. */
function sourcesOf(ruleset: Ruleset, useless: readonly Useless[]): readonly (string | null)[] {
  const rules = ruleset.tables.flatMap(({ chains }) => chains);
  const origins = useless.flatMap(({ coverers }) =>
    coverers.map(({ chain, index }) => {
      const rule: Rule | undefined = rules.find(({ name }) => name === chain)?.rules[index];
      return rule?.origin?.ruleId ?? null;
    }),
  );
  return [...new Set(origins)];
}

type Effect = { readonly code: "shadowed" | "redundant"; readonly by: ReadonlySet<string | null> };

/** What one family says of a policy rule: null where some part of it has an effect. */
function verdictOf(ruleset: Ruleset, fates: readonly (Useless | null)[]): Effect | null {
  const useless = fates.filter((one) => one !== null);
  if (useless.length < fates.length) return null;
  const code = useless.every((one) => one.code !== "redundant") ? "shadowed" : "redundant";
  return { code, by: new Set(sourcesOf(ruleset, useless)) };
}

/**
 * Rules of a policy that no packet reaches, or that change nothing, in both families: with the numbers of the rules
 * that cover them (`rules` in `params`; `none` where only what the panel adds does).
 */
export function* uselessPolicyRules(policy: Policy, compiled: Compiled): Generator<Problem> {
  const families = [compiled.ruleset4, compiled.ruleset6].filter((one) => one !== null);
  const size = families.flatMap(({ tables }) =>
    tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules)),
  );
  if (size.length > mostRules) return;
  const read = families.map((ruleset) => ({ ruleset, fates: fatesByRule(ruleset) }));
  const useless = new Map<string, Effect>();
  for (const id of placesOf(policy).keys()) {
    const effect = effectOf(
      read.flatMap(({ ruleset, fates }) => {
        const own = fates?.get(id);
        // A rule that compiles to nothing in a family has no say there.
        return own === undefined ? [] : [verdictOf(ruleset, own)];
      }),
    );
    if (effect !== null) useless.set(id, effect);
  }
  for (const [id, effect] of useless) {
    // Of two rules that could each stand for the other only the one that is never reached is told.
    const mutual =
      effect.code === "redundant" &&
      [...effect.by].some((by) => by !== null && useless.get(by)?.code === "shadowed");
    if (!mutual) yield problemOf(policy, id, effect);
  }
}

/** What both families say together; null where the rule has an effect in one of them. */
function effectOf(verdicts: readonly (Effect | null)[]): Effect | null {
  const told = verdicts.filter((one) => one !== null);
  if (told.length === 0 || told.length < verdicts.length) return null;
  const code = told.every((one) => one.code === "shadowed") ? "shadowed" : "redundant";
  return { code, by: new Set(told.flatMap(({ by }) => [...by])) };
}

function problemOf(policy: Policy, id: string, { code, by }: Effect): Problem {
  const places = placesOf(policy);
  const path = places.get(id)?.path ?? [];
  const numbers = [...by].flatMap((other) =>
    other === null || other === id ? [] : [places.get(other)?.number ?? 0],
  );
  const rules = numbers.length === 0 ? "none" : numbers.sort((a, b) => a - b).join(", ");
  const who = rules === "none" ? "what the panel adds by itself" : `rule ${rules}`;
  if (code === "shadowed") {
    const text = `No packet reaches this rule: ${who} decides all of its packets before. Remove it, or move it up.`;
    return warning("rule-shadowed", text, path, { rules });
  }
  const text = `This rule changes nothing: ${who} decides its packets before it, or in the same way after it.`;
  return notice("rule-redundant", text, path, { rules });
}
