import { hookOf } from "@/lib/core/ruleset/owned-chains";
import type { Table } from "@/lib/core/ruleset/ruleset";
import { chainAt, type Hook } from "../symbolic/packet-space";

const hooks: readonly Hook[] = ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING", "LEAVING"];

/** The hooks from which each chain of a table is reached; a chain that nothing leads to has none. */
export function hooksOfChains({ chains }: Table): ReadonlyMap<string, ReadonlySet<Hook>> {
  const byName = new Map(chains.map((chain) => [chain.name, chain]));
  const found = new Map<string, Set<Hook>>(chains.map(({ name }) => [name, new Set()]));
  const visit = (name: string, hook: Hook): void => {
    const seen = found.get(name);
    if (seen === undefined || seen.has(hook)) return;
    seen.add(hook);
    for (const { target } of byName.get(name)?.rules ?? []) {
      if (target.kind === "jump" || target.kind === "goto") visit(target.chain, hook);
    }
  };
  for (const hook of hooks) visit(chainAt(hook), hook);
  // Text that holds our own chains alone is asked from there.
  for (const [name, hook] of Object.entries(hookOf)) if (found.get(name)?.size === 0) visit(name, hook);
  return found;
}
