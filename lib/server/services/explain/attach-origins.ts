import { renderRule } from "@/lib/core/iptables/render-rule";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import type { Origin, Ruleset } from "@/lib/core/ruleset/ruleset";

/** The text of a rule → where it comes from, for each compiled rule; equal rules in their order. */
function originsByText(compiled: Ruleset): Map<string, Origin[]> {
  const origins = new Map<string, Origin[]>();
  for (const { chains } of compiled.tables) {
    for (const chain of chains) {
      for (const rule of chain.rules) {
        if (rule.origin === null) continue;
        const text = renderRule(rule, chain.name, compiled.family);
        const list = origins.get(text);
        if (list === undefined) origins.set(text, [rule.origin]);
        else list.push(rule.origin);
      }
    }
  }
  return origins;
}

/**
 * Rules of our own chains that were read as text get back which line of the policy they come from: that of the compiled
 * rule with the same text. What somebody else has written into our chains has none.
 */
export function attachOrigins(read: Ruleset, compiled: Ruleset): Ruleset {
  const origins = originsByText(compiled);
  return {
    ...read,
    tables: read.tables.map((table) => ({
      ...table,
      chains: table.chains.map((chain) =>
        isOwned(chain.name)
          ? {
              ...chain,
              rules: chain.rules.map((rule) => ({
                ...rule,
                origin: origins.get(rule.text ?? "")?.shift() ?? null,
              })),
            }
          : chain,
      ),
    })),
  };
}
