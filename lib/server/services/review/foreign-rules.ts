import { hookOf, isOwned, ownedChains } from "@/lib/core/ruleset/owned-chains";
import type { Chain, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { ForeignRule } from "./review-view";

const filter = (ruleset: Ruleset): readonly Chain[] =>
  ruleset.tables.find((table) => table.name === "filter")?.chains ?? [];

/** Where the host script puts the jump first: behind the leading jumps of programs that ban attackers. */
const banners = /^(f2b-|fail2ban-|crowdsec|sshguard)/i;

const jumpOf = (rule: Rule): string | null => (rule.target.kind === "jump" ? rule.target.chain : null);

/** How many rules of a hook stand above our jump, present or to be made. */
function rulesAbove(rules: readonly Rule[], owned: string): { above: number; present: boolean } {
  const present = rules.findIndex((rule) => jumpOf(rule) === owned);
  if (present >= 0) return { above: present, present: true };
  let above = 0;
  for (const rule of rules) {
    const chain = jumpOf(rule);
    if (chain === null || !banners.test(chain)) break;
    above++;
  }
  return { above, present: false };
}

/** Whether nothing gets past a chain: its last rule is a verdict without any condition. */
function isTerminal(chain: Chain | undefined): boolean {
  const last = chain?.rules.at(-1);
  return last !== undefined && last.matches.length === 0 && last.target.kind !== "return";
}

/**
 * Rules of others that stand below our jump and would no longer be reached, since our chain ends every packet.
 * `live` is what the host holds, `next` our compiled chains.
 */
export function foreignRulesBelow(live: Ruleset, next: Ruleset): ForeignRule[] {
  const liveChains = filter(live);
  return Object.values(ownedChains).flatMap((owned) => {
    if (!isTerminal(filter(next).find((chain) => chain.name === owned))) return [];
    const hook = liveChains.find((chain) => chain.name === hookOf[owned]);
    if (hook === undefined) return [];
    const { above, present } = rulesAbove(hook.rules, owned);
    return hook.rules.slice(above + (present ? 1 : 0)).flatMap((rule) => {
      const chain = jumpOf(rule);
      if (chain !== null && isOwned(chain)) return [];
      return [{ family: live.family, chain: hook.name, line: rule.line ?? null, text: rule.text ?? "" }];
    });
  });
}
