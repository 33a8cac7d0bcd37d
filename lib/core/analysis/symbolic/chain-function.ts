import type { Chain, Rule, Table } from "@/lib/core/ruleset/ruleset";
import { afterTarget } from "../after-target";
import { ALL, NONE, type Node } from "../bdd/bdd";
import { predicatesOf } from "../predicate/predicate-of";
import { rewrittenBy } from "./effects";
import type { Hook, PacketSpace } from "./packet-space";
import { Parts } from "./parts";
import { joined, type Rewrite } from "./rewrite";
import { rulePlaces } from "./rule-places";

/** Where a chain's packets go while it is made. */
type Way = {
  readonly hook: Hook;
  readonly place: () => string;
  readonly left: Parts;
  readonly accept: Parts;
  readonly returns: Parts;
  readonly ends: { drop: Node; reject: Node; unknown: Node };
};

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
  /** For each rule the packets that come to it and match. */
  readonly hits: readonly Node[];
};

/** The chains of one table as functions, each made once for each hook. */
export class TableFunctions {
  private readonly chains: ReadonlyMap<string, Chain>;
  private readonly made = new Map<string, ChainFunction | "in the making">();

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
    const made = this.make(chain, hook);
    this.made.set(key, made);
    return made;
  }

  /** The packets that meet all conditions of a rule. */
  matching(rule: Rule, hook: Hook, place: () => string): Node {
    const { bdd, family } = this.space;
    let set: Node = ALL;
    for (const predicate of predicatesOf(rule.matches, family)) {
      set = bdd.and(set, this.space.set(predicate, hook, place));
      if (set === NONE) break;
    }
    return set;
  }

  private make(chain: Chain, hook: Hook): ChainFunction {
    const { bdd } = this.space;
    const left = Parts.of(bdd, ALL);
    const accept = new Parts(bdd);
    const returns = new Parts(bdd);
    const ends = { drop: NONE, reject: NONE, unknown: NONE };
    const names = rulePlaces(this.table.name, chain, this.space.family);
    const hits = chain.rules.map((rule, index) => {
      if (left.empty) return NONE;
      const place = () => names()[index] ?? "";
      const matching = this.matching(rule, hook, place);
      let all: Node = NONE;
      for (const { set, rewrite } of left.list()) {
        const hit = bdd.and(set, bdd.written(matching, rewrite.values));
        if (hit === NONE) continue;
        all = bdd.or(all, hit);
        this.take(rule, hit, rewrite, { hook, place, left, accept, returns, ends });
      }
      return all;
    });
    for (const { set, rewrite } of left.list()) returns.add(set, rewrite);
    return { accept, returns, ...ends, hits };
  }

  /** What REDIRECT drops: it sends packets to an address of the interface by which they came (nf_nat_redirect.c). */
  private lost({ target }: Rule, hook: Hook): Node {
    return target.kind === "redirect" && hook === "PREROUTING" ? this.space.withoutAddress : NONE;
  }

  /** What the rule's target does with the packets that it takes. */
  private take(rule: Rule, hit: Node, rewrite: Rewrite, way: Way): void {
    const { bdd } = this.space;
    const { left, accept, returns, ends } = way;
    const after = afterTarget(rule.target);
    const next = () => rewrittenBy(this.space, rule.target, rewrite, way.hook, way.place);
    switch (after.kind) {
      case "next": {
        const written = next();
        if (written.key === rewrite.key) return;
        left.remove(hit, rewrite);
        left.add(hit, written);
        return;
      }
      case "fate":
        left.remove(hit, rewrite);
        if (after.fate === "accept") {
          const lost = bdd.and(hit, this.lost(rule, way.hook));
          ends.drop = bdd.or(ends.drop, lost);
          accept.add(bdd.minus(hit, lost), next());
        } else ends[after.fate] = bdd.or(ends[after.fate], hit);
        return;
      case "return":
        left.remove(hit, rewrite);
        returns.add(hit, rewrite);
        return;
      case "not-known":
        left.remove(hit, rewrite);
        ends.unknown = bdd.or(ends.unknown, hit);
        return;
      case "call": {
        left.remove(hit, rewrite);
        const called = this.of(after.chain, way.hook);
        if (called === null) {
          ends.unknown = bdd.or(ends.unknown, hit);
          return;
        }
        const entering = (set: Node) => bdd.and(hit, bdd.written(set, rewrite.values));
        for (const end of ["drop", "reject", "unknown"] as const) {
          ends[end] = bdd.or(ends[end], entering(called[end]));
        }
        for (const part of called.accept.list()) {
          accept.add(entering(part.set), joined(bdd, rewrite, part.rewrite));
        }
        const back = after.goto ? returns : left;
        for (const part of called.returns.list()) {
          back.add(entering(part.set), joined(bdd, rewrite, part.rewrite));
        }
      }
    }
  }
}
