import { endsEverything } from "@/lib/core/analysis/foreign-rules";
import { jumpPlace } from "@/lib/core/analysis/jump-place";
import { liveFilter } from "@/lib/core/analysis/substitute";
import type { Compiled } from "@/lib/core/compile/compiled";
import { isOwned, ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { LiveRef } from "./account";
import type { Live } from "./adopt";

/**
 * What an apply does to a live rule without touching it. `first`: it is asked before our chain. `asked`: our chain hands
 * packets on to it, or never sees them. `unasked`: it stays on the host, and nothing comes to it any more. `replaced`: it
 * is in a chain of ours, which the apply writes anew.
 */
export type Stand = "first" | "asked" | "unasked" | "replaced";

const rank: Readonly<Record<Stand, number>> = { replaced: 0, unasked: 1, asked: 2, first: 3 };

/** Where each live rule of one family stands once the compiled chains and their jumps are in place. */
function standsIn(live: Ruleset, compiled: Ruleset): (ref: LiveRef) => Stand {
  const chains = liveFilter(live);
  const next = compiled.tables.find(({ name }) => name === "filter")?.chains ?? [];
  const cuts = new Map<string, { readonly index: number; readonly present: boolean }>();
  for (const owned of Object.values(ownedChains)) {
    const place = jumpPlace(chains, owned);
    const ours = next.find(({ name }) => name === owned);
    if (place !== null && ours !== undefined && endsEverything(ours)) cuts.set(place.chain, place);
  }
  const jumps = new Map(
    Object.values(ownedChains).flatMap((owned) => {
      const place = jumpPlace(chains, owned);
      return place === null ? [] : [[place.chain, place] as const];
    }),
  );
  const inChain = (chain: string, index: number | null, reached: Stand): Stand => {
    const jump = jumps.get(chain);
    if (jump === undefined) return reached;
    if (index !== null && index < jump.index) return "first";
    if (index === jump.index && jump.present) return "replaced";
    return cuts.has(chain) ? "unasked" : "asked";
  };
  const reached = new Map<string, Stand>();
  const follow = (chain: Chain, stand: Stand) => {
    if (isOwned(chain.name)) return;
    const before = reached.get(chain.name);
    if (before !== undefined && rank[before] >= rank[stand]) return;
    reached.set(chain.name, stand);
    for (const [index, { target }] of chain.rules.entries()) {
      if (target.kind !== "jump" && target.kind !== "goto") continue;
      const to = chains.find(({ name }) => name === target.chain);
      if (to !== undefined) follow(to, inChain(chain.name, index, stand));
    }
  };
  for (const hook of ["INPUT", "FORWARD", "OUTPUT"]) {
    const chain = chains.find(({ name }) => name === hook);
    if (chain !== undefined) follow(chain, "asked");
  }
  return ({ table, chain, index }) => {
    if (isOwned(chain)) return "replaced";
    if (table !== "filter") return "asked";
    return inChain(chain, index, reached.get(chain) ?? "unasked");
  };
}

/** Where each live rule of either family stands under a compiled policy. */
export function standsUnder(live: Live, compiled: Compiled): (ref: LiveRef) => Stand {
  const side = (now: Ruleset | null, next: Ruleset | null) =>
    now === null || next === null ? (): Stand => "asked" : standsIn(now, next);
  const stands = {
    4: side(live.ruleset4, compiled.ruleset4),
    6: side(live.ruleset6, compiled.ruleset6),
  };
  return (ref) => stands[ref.family](ref);
}
