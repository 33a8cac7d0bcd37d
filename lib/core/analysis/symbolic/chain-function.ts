import type { Chain, Rule, Table } from "@/lib/core/ruleset/ruleset";
import { ALL, NONE, type Node } from "../bdd/bdd";
import { predicatesOf } from "../predicate/predicate-of";
import { ChainMaking } from "./chain-making";
import type { Hook, PacketSpace } from "./packet-space";
import type { Parts } from "./parts";
import { rulePlaces } from "./rule-places";

/**
 * What a chain does with every packet that might enter it. The sets are of packets as they enter; what a rule wrote
 * before the end is kept beside, in parts. `unknown`: what becomes of them the text does not say.
 */
export type ChainFunction = {
  readonly accept: Parts;
  readonly returns: Parts;
  readonly drop: Node;
  readonly reject: Node;
  readonly unknown: Node;
  /** The packets that come to a rule, by its number, and match. */
  readonly hit: (index: number) => Node;
};

/** The chains of one table as functions, each made once for each hook. */
export class TableFunctions {
  private readonly chains: ReadonlyMap<string, Chain>;
  private readonly made = new Map<string, ChainFunction | "in the making">();
  private readonly met = new Map<string, (Node | undefined)[]>();
  private readonly names = new Map<string, ReturnType<typeof rulePlaces>>();

  constructor(
    private readonly space: PacketSpace,
    private readonly table: Table,
  ) {
    this.chains = new Map(table.chains.map((chain) => [chain.name, chain]));
  }

  /** Null where there is no such chain, or where it leads back to itself, which the kernel refuses. */
  of(name: string, hook: Hook): ChainFunction | null {
    const key = `${hook} ${name}`;
    const before = this.made.get(key);
    if (before === "in the making") return null;
    if (before !== undefined) return before;
    const chain = this.chains.get(name);
    if (chain === undefined) return null;
    this.made.set(key, "in the making");
    const making = new ChainMaking(this.space, chain, hook, (called) => this.of(called, hook));
    const matching = this.matching(chain, hook);
    const names = this.namesOf(chain);
    for (const [index, rule] of chain.rules.entries()) {
      making.add({ rule, matching: () => matching(index), place: () => names()[index] ?? "" });
    }
    const made = making.finish();
    this.made.set(key, made);
    return made;
  }

  /** Each chain's rules are named once: a name is a whole text. */
  private namesOf(chain: Chain): () => readonly string[] {
    const before = this.names.get(chain.name);
    if (before !== undefined) return before;
    const made = rulePlaces(this.table.name, chain, this.space.family);
    this.names.set(chain.name, made);
    return made;
  }

  /** The packets that meet all conditions of a rule of a chain, by its number; each made once. */
  matching(chain: Chain, hook: Hook): (index: number) => Node {
    const key = `${hook} ${chain.name}`;
    const known = this.met.get(key) ?? [];
    this.met.set(key, known);
    const names = this.namesOf(chain);
    return (index) => {
      const before = known[index];
      if (before !== undefined) return before;
      const rule = chain.rules[index];
      const set = rule === undefined ? NONE : this.meeting(rule, hook, () => names()[index] ?? "");
      known[index] = set;
      return set;
    };
  }

  private meeting(rule: Rule, hook: Hook, place: () => string): Node {
    const { bdd, family } = this.space;
    let set: Node = ALL;
    for (const predicate of predicatesOf(rule.matches, family)) {
      set = bdd.and(set, this.space.set(predicate, hook, place));
      if (set === NONE) break;
    }
    return set;
  }
}
