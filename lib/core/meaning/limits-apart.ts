import type { Held } from "@/lib/core/analysis/diff/held";
import {
  type CountingProtection,
  type ProtectionLimit,
  readLimit,
} from "@/lib/core/compile/protections/read-limit";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Sides } from "./piece";

/** In the order in which the rules stand. */
const protections: readonly CountingProtection[] = [
  "port-scan",
  "ssh-guessing",
  "new-connections",
  "open-connections",
];

type Found = { readonly limit: ProtectionLimit; readonly rules: readonly Rule[] };

const same = (one: ProtectionLimit | null, other: ProtectionLimit | null) =>
  JSON.stringify(one) === JSON.stringify(other);

/** The protections that count in our own chains; one whose rules hold to different things is left to its rules. */
function limitsIn({ family, tables }: Ruleset): ReadonlyMap<CountingProtection, Found> {
  const own = [ownedChains.input, ownedChains.forward] as readonly string[];
  const rules = tables
    .filter(({ name }) => name === "filter")
    .flatMap(({ chains }) => chains.filter(({ name }) => own.includes(name)))
    .flatMap((chain) => chain.rules);
  const found = new Map<CountingProtection, Found>();
  const mixed = new Set<CountingProtection>();
  for (const rule of rules) {
    const limit = readLimit(rule, family)?.limit;
    if (limit === undefined) continue;
    const { protection } = limit;
    const before = found.get(protection);
    if (before !== undefined && !same(before.limit, limit)) mixed.add(protection);
    found.set(protection, { limit, rules: [...(before?.rules ?? []), rule] });
  }
  for (const protection of mixed) found.delete(protection);
  return found;
}

/** The same rules at the same places, some of them with other conditions or another target. */
function rewritten(ruleset: Ruleset, rewrite: (rule: Rule) => Rule): Ruleset {
  return {
    ...ruleset,
    tables: ruleset.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) => ({ ...chain, rules: chain.rules.map(rewrite) })),
    })),
  };
}

/** One protection on both sides; null: it is not there. */
export type LimitSides = {
  readonly protection: CountingProtection;
  readonly before: ProtectionLimit | null;
  readonly after: ProtectionLimit | null;
  /** The rules in which it refuses all that it counts, and no other protection that counts refuses anything. */
  readonly held: Held;
};

/** The rules of both sides without the protections that count, and each of these by itself. */
export type LimitsApart = { readonly without: Sides; readonly limits: readonly LimitSides[] };

/** Takes the protections that count apart from all other rules; each rule keeps its place. */
export function limitsApart({ before, after, host }: Sides): LimitsApart {
  const [was, is] = [limitsIn(before), limitsIn(after)];
  const parts = (ruleset: Ruleset, found: typeof was) => {
    const counting = new Set([...found.values()].flatMap(({ rules }) => rules));
    const idle = (rule: Rule): Rule => (counting.has(rule) ? { ...rule, target: { kind: "none" } } : rule);
    const held = (protection: CountingProtection) => {
      const own = found.get(protection)?.rules ?? [];
      return rewritten(ruleset, (rule) =>
        own.includes(rule)
          ? { ...rule, matches: readLimit(rule, ruleset.family)?.others ?? rule.matches }
          : idle(rule),
      );
    };
    return { without: rewritten(ruleset, idle), held };
  };
  const [old, next] = [parts(before, was), parts(after, is)];
  const limits = protections
    .filter((one) => was.has(one) || is.has(one))
    .map((protection): LimitSides => {
      const limit = { before: was.get(protection)?.limit ?? null, after: is.get(protection)?.limit ?? null };
      const changed = !same(limit.before, limit.after);
      return {
        protection,
        ...limit,
        held: { before: old.held(protection), after: next.held(protection), changed },
      };
    });
  return { without: { before: old.without, after: next.without, host }, limits };
}
