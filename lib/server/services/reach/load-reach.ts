import type { HostTables } from "@/lib/core/assertion/claims-question";
import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Policy } from "@/lib/core/policy/schema";
import { transaction } from "@/lib/server/db/transaction";
import { liveTables, tablesWith } from "../assertion/host-tables";
import { loadExplainInput } from "../explain/load-explain-input";
import { type ServiceAxis, type SourceAxis, serviceAxis, sourceAxis } from "./axes";
import type { NoGrid, ReachRules } from "./reach-view";

/** What a question about a host's reachability is computed from. */
export type LoadedReach = {
  readonly hostName: string;
  readonly factsReadAt: string | null;
  /** The last apply changed the host after it was read. */
  readonly outdated: { readonly number: number } | null;
  /** As asked, or what there is. */
  readonly rules: ReachRules;
  readonly hasDraft: boolean;
  readonly sources: readonly SourceAxis[];
  readonly services: readonly ServiceAxis[];
  /** The policy that the rules come from; null: nobody knows. */
  readonly policy: Policy | null;
  readonly tables: HostTables | NoGrid;
};

/** Reads it. Without a wish the draft is asked, or the live rules where there is none. Throws `host-not-found`. */
export async function loadReach(hostId: string, wish: ReachRules | null): Promise<LoadedReach> {
  const { host, input, outdated } = await transaction((tx) => loadExplainInput(tx, hostId));
  const { facts, draft, confirmed, objects } = input;
  const rules = wish ?? (draft === null ? "live" : "draft");
  const policies = [draft, confirmed?.policy ?? null].filter((policy) => policy !== null);
  const known = {
    hostName: host.name,
    factsReadAt: host.inspectedAt?.toISOString() ?? null,
    outdated,
    rules,
    hasDraft: draft !== null,
    policy: rules === "draft" ? draft : null,
  };
  if (facts === null) return { ...known, sources: [], services: [], tables: "not-inspected" };
  const axes = { facts, policies, objects };
  return {
    ...known,
    sources: sourceAxis(axes),
    services: serviceAxis(axes),
    tables: rules === "live" ? liveTables(facts) : draftTables(draft, facts),
  };
}

function draftTables(draft: Policy | null, facts: HostFacts): HostTables | NoGrid {
  if (draft === null) return "no-draft";
  const compiled = compile(draft, facts);
  return compiled.ok ? tablesWith(compiled.value, facts) : "not-compiled";
}
