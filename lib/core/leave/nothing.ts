import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";

/**
 * What an apply loads before all that is ours is taken off a host: our chains, empty. Packets pass through them as if
 * they were not there, so what is proven with them holds without them too.
 */
export function emptyChains(family: Family): string {
  const chains = Object.values(ownedChains)
    .toSorted()
    .map((name) => ({ name, policy: null, rules: [] }));
  return renderRestore({ family, tables: [{ name: "filter", chains }] });
}
