import { helperChain, isOwned, ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule, Ruleset, Table } from "@/lib/core/ruleset/ruleset";
import { jumpPlace } from "./jump-place";

const builtIn = ["INPUT", "FORWARD", "OUTPUT"] as const;

/** The chains of a live filter table; a built-in chain that is not printed does not exist yet, and accepts. */
export function liveFilter(live: Ruleset): readonly Chain[] {
  const chains = live.tables.find(({ name }) => name === "filter")?.chains ?? [];
  const missing = builtIn
    .filter((name) => !chains.some((chain) => chain.name === name))
    .map((name): Chain => ({ name, policy: "ACCEPT", rules: [] }));
  return [...missing, ...chains];
}

function withJump(chains: readonly Chain[], owned: string): readonly Chain[] {
  const place = jumpPlace(chains, owned);
  if (place === null || place.present) return chains;
  const jump: Rule = { matches: [], target: { kind: "jump", chain: owned }, origin: null };
  return chains.map((chain) =>
    chain.name === place.chain ? { ...chain, rules: chain.rules.toSpliced(place.index, 0, jump) } : chain,
  );
}

/** The table raw with our chain in it, or without: one that is no longer compiled goes, its jump too. */
function rawAfter(live: Ruleset, compiled: Ruleset): readonly Table[] {
  const now = live.tables.find(({ name }) => name === "raw");
  const next = compiled.tables.find(({ name }) => name === "raw")?.chains ?? [];
  if (now === undefined && next.length === 0) return [];
  const kept = (now?.chains ?? []).filter(({ name }) => !isOwned(name));
  const builtInRaw = ["PREROUTING", "OUTPUT"].map(
    (name): Chain => kept.find((chain) => chain.name === name) ?? { name, policy: "ACCEPT", rules: [] },
  );
  const jump: Rule = { matches: [], target: { kind: "jump", chain: helperChain }, origin: null };
  const leads = ({ target }: Rule) => target.kind === "jump" && target.chain === helperChain;
  const chains = builtInRaw.map((chain) => {
    if (chain.name !== "OUTPUT") return chain;
    if (next.length === 0) return { ...chain, rules: chain.rules.filter((rule) => !leads(rule)) };
    return chain.rules.some(leads) ? chain : { ...chain, rules: [jump, ...chain.rules] };
  });
  const others = kept.filter(({ name }) => name !== "PREROUTING" && name !== "OUTPUT");
  return [{ name: "raw", chains: [...chains, ...others, ...next] }];
}

/**
 * The live tables as they will be after the apply: our chains replaced by the compiled ones, those of ours that are no
 * longer compiled emptied, missing jumps put where the host script puts them. Everything of others' stays as it is.
 */
export function substitute(live: Ruleset, compiled: Ruleset): Ruleset {
  const next = compiled.tables.find(({ name }) => name === "filter")?.chains ?? [];
  const kept = liveFilter(live).map((chain) => (isOwned(chain.name) ? { ...chain, rules: [] } : chain));
  const foreign = kept.filter(({ name }) => !next.some((chain) => chain.name === name));
  let chains: readonly Chain[] = [...foreign, ...next];
  for (const owned of Object.values(ownedChains)) {
    if (next.some(({ name }) => name === owned)) chains = withJump(chains, owned);
  }
  const others = live.tables.filter(({ name }) => name !== "filter" && name !== "raw");
  const tables = [...rawAfter(live, compiled), ...others, { name: "filter", chains }];
  return { family: live.family, tables };
}
