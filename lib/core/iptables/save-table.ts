import type { Chain, Counters, Rule, Table } from "@/lib/core/ruleset/ruleset";
import type { ParsedRule } from "./parse-rule";

/** Where a rule was read, for the problems that are found in it later. */
export type RulePlace = { readonly line: number; readonly text: string; readonly counters: Counters | null };

type OpenChain = { policy: Chain["policy"]; declared: boolean; rules: Rule[] };

/** The chains that each table has from the start, in the order in which iptables-save prints them. */
export const builtInChains: Readonly<Record<string, readonly string[]>> = {
  filter: ["INPUT", "FORWARD", "OUTPUT"],
  nat: ["PREROUTING", "INPUT", "OUTPUT", "POSTROUTING"],
  mangle: ["PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING"],
  raw: ["PREROUTING", "OUTPUT"],
  security: ["INPUT", "FORWARD", "OUTPUT"],
};

const builtIn = new Set(Object.values(builtInChains).flat());

/** One table while its text is read. */
export class SaveTable {
  private readonly chains = new Map<string, OpenChain>();

  constructor(
    readonly name: string,
    /** The line that opened it. */
    readonly line: number,
  ) {}

  private chain(name: string): OpenChain {
    const known = this.chains.get(name);
    if (known !== undefined) return known;
    const chain: OpenChain = { policy: null, declared: false, rules: [] };
    this.chains.set(name, chain);
    return chain;
  }

  /** False where the chain was declared before. */
  declare(name: string, policy: Chain["policy"]): boolean {
    const chain = this.chain(name);
    if (chain.declared) return false;
    chain.declared = true;
    chain.policy = policy;
    return true;
  }

  /** Whether a line declared this chain. */
  declares(name: string): boolean {
    return this.chains.get(name)?.declared ?? false;
  }

  setPolicy(name: string, policy: "ACCEPT" | "DROP"): void {
    this.chain(name).policy = policy;
  }

  /** Adds the rules of one line: at the end, or where `-I` says; false where the chain has no such place. */
  add({ chain: name, position, rules }: ParsedRule, { line, text, counters }: RulePlace): boolean {
    const chain = this.chain(name);
    const place = position === null ? chain.rules.length : position - 1;
    if (place > chain.rules.length) return false;
    const read = rules.map((rule) => ({ ...rule, origin: null, line, text, ...(counters && { counters }) }));
    if (position === null) chain.rules.push(...read);
    else chain.rules.splice(place, 0, ...read);
    return true;
  }

  /** Empties one chain, or all. */
  flush(name: string | null): void {
    for (const [chain, { rules }] of this.chains) if (name === null || chain === name) rules.length = 0;
  }

  /** Takes away one chain of the user's, or all of them. */
  remove(name: string | null): void {
    for (const chain of [...this.chains.keys()]) {
      if (!builtIn.has(chain) && (name === null || chain === name)) this.chains.delete(chain);
    }
  }

  /** Chains of the user's that rules were added to and no line declares, each with the first such line. */
  undeclared(): readonly { readonly chain: string; readonly line: number }[] {
    return [...this.chains].flatMap(([chain, { declared, rules }]) =>
      declared || builtIn.has(chain) ? [] : [{ chain, line: rules[0]?.line ?? this.line }],
    );
  }

  build(): Table {
    return {
      name: this.name,
      chains: [...this.chains].map(([name, { policy, rules }]) => ({ name, policy, rules })),
    };
  }
}
