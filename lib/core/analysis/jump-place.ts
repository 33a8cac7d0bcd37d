import { hookOf } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";

/** Chains of programs that ban addresses: an accept of ours before them would undo their bans. */
const banning = /^(f2b-|fail2ban-|crowdsec|CROWDSEC|sshguard)/;

/** Docker keeps this chain for others, and runs it before its own. */
const dockerUser = "DOCKER-USER";

function leadsTo(rule: Rule, chain: string): boolean {
  return rule.target.kind === "jump" && rule.target.chain === chain && rule.matches.length === 0;
}

/** Where an owned chain is, or will be, jumped to from. `index` counts from 0; `present`: the rule there is our jump. */
export type JumpPlace = { readonly chain: string; readonly index: number; readonly present: boolean };

/**
 * The place of our jump, as the host script finds or makes it: the jump that is there; else behind the leading jumps of
 * banning programs, in front of everything else, in the hook or (forwarded packets) in DOCKER-USER where that exists.
 */
export function jumpPlace(chains: readonly Chain[], owned: string): JumpPlace | null {
  const hook = hookOf[owned];
  if (hook === undefined) return null;
  const forDocker = hook === "FORWARD" && chains.some(({ name }) => name === dockerUser);
  for (const name of forDocker ? [dockerUser, hook] : [hook]) {
    const rules = chains.find((chain) => chain.name === name)?.rules ?? [];
    const index = rules.findIndex((rule) => leadsTo(rule, owned));
    if (index >= 0) return { chain: name, index, present: true };
  }
  const chain = forDocker ? dockerUser : hook;
  const rules = chains.find(({ name }) => name === chain)?.rules ?? [];
  const first = rules.findIndex(({ target }) => target.kind !== "jump" || !banning.test(target.chain));
  return { chain, index: first < 0 ? rules.length : first, present: false };
}
