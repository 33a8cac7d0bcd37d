import { pathHost } from "@/lib/core/analysis/path/path-host";
import type { HostTables } from "@/lib/core/assertion/claims-question";
import type { Compiled } from "@/lib/core/compile/compiled";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";

function tablesOf(facts: HostFacts, family: Family, chains: Ruleset | null) {
  const live = family === 4 ? facts.live.ipv4 : facts.live.ipv6;
  return { tables: { live, chains }, host: pathHost(facts, family) };
}

/** The live tables as they would be with our compiled chains in them. */
export function tablesWith({ ruleset4, ruleset6 }: Compiled, facts: HostFacts): HostTables {
  return { 4: tablesOf(facts, 4, ruleset4), 6: ruleset6 && tablesOf(facts, 6, ruleset6) };
}

/** The live tables as they were read. */
export function liveTables(facts: HostFacts): HostTables {
  return { 4: tablesOf(facts, 4, null), 6: facts.iptables6 === "absent" ? null : tablesOf(facts, 6, null) };
}
