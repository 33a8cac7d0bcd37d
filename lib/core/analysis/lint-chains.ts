import { error, notice, type Problem } from "@/lib/core/problem/problem";
import { isOwned } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule, Table } from "@/lib/core/ruleset/ruleset";

const builtIn = new Set(["INPUT", "FORWARD", "OUTPUT", "PREROUTING", "POSTROUTING"]);

function calledBy(rule: Rule): string | null {
  return rule.target.kind === "jump" || rule.target.kind === "goto" ? rule.target.chain : null;
}

function missing(chain: Chain, known: ReadonlySet<string>): Problem[] {
  return chain.rules.flatMap((rule) => {
    const called = calledBy(rule);
    if (called === null || (known.has(called) && !builtIn.has(called))) return [];
    const params = { line: rule.line ?? 0, chain: called };
    const text = builtIn.has(called)
      ? `Line ${rule.line} jumps to the built-in chain ${called}, which the kernel refuses: ${rule.text}`
      : `Line ${rule.line} jumps to ${called}, and there is no such chain: ${rule.text}`;
    return [error("missing-chain", text, ["line", rule.line ?? 0], params)];
  });
}

/** Chains that a walk from the given ones comes to. */
function reachedFrom(starts: readonly string[], chains: ReadonlyMap<string, Chain>): Set<string> {
  const reached = new Set<string>();
  const open = [...starts];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (reached.has(name)) continue;
    reached.add(name);
    for (const rule of chains.get(name)?.rules ?? []) {
      const called = calledBy(rule);
      if (called !== null) open.push(called);
    }
  }
  return reached;
}

/** Chains that lead back to themselves, each loop once. */
function loops(chains: ReadonlyMap<string, Chain>): Problem[] {
  const inLoop = [...chains.values()].filter((chain) => {
    const next = chain.rules.map(calledBy).filter((name) => name !== null);
    return reachedFrom(next, chains).has(chain.name);
  });
  const told = new Set<string>();
  return inLoop.flatMap((chain) => {
    if (told.has(chain.name)) return [];
    const forward = reachedFrom([chain.name], chains);
    const members = inLoop.filter(
      ({ name }) => forward.has(name) && reachedFrom([name], chains).has(chain.name),
    );
    for (const { name } of members) told.add(name);
    const names = members.map(({ name }) => name).join(", ");
    const line = chain.rules.find((rule) => members.some(({ name }) => name === calledBy(rule)))?.line ?? 0;
    const text = `Chains lead back to themselves, which the kernel refuses: ${names}`;
    return [error("chain-loop", text, ["line", line], { line, chains: names })];
  });
}

/** Jumps that lead nowhere, loops, and chains that no packet comes to. */
export function lintChains(table: Table): Problem[] {
  const chains = new Map(table.chains.map((chain) => [chain.name, chain]));
  const known = new Set(chains.keys());
  const problems = [...table.chains.flatMap((chain) => missing(chain, known)), ...loops(chains)];
  const starts = [...known].filter((name) => builtIn.has(name));
  // Text without built-in chains is a part of something, and says nothing of who calls its chains.
  if (starts.length === 0) return problems;
  const reached = reachedFrom(starts, chains);
  for (const chain of table.chains) {
    if (reached.has(chain.name) || isOwned(chain.name)) continue;
    const line = chain.rules[0]?.line ?? 0;
    const text = `No rule that is reached leads to chain ${chain.name} of table ${table.name}`;
    problems.push(notice("unused-chain", text, ["line", line], { line, chain: chain.name }));
  }
  return problems;
}
