import type { Chain, Rule } from "@/lib/core/ruleset/ruleset";
import { type After, afterTarget } from "../after-target";
import { ALL, NONE, type Node } from "../bdd/bdd";
import type { ChainFunction } from "./chain-function";
import { rewrittenBy } from "./effects";
import type { Hook, PacketSpace } from "./packet-space";
import { Parts } from "./parts";
import { joined, type Rewrite, unwritten } from "./rewrite";

/** An end that a rule gives without writing anything. */
type PlainEnd = "accept" | "drop" | "reject" | "return";

const plainEnds: readonly PlainEnd[] = ["accept", "drop", "reject", "return"];

function plainEnd({ target }: Rule): PlainEnd | null {
  return plainEnds.find((end) => end === target.kind) ?? null;
}

/** The plain end that most rules of a chain give. */
function commonEnd({ rules }: Chain): PlainEnd {
  const count = { accept: 0, drop: 0, reject: 0, return: 0 };
  for (const rule of rules) {
    const end = plainEnd(rule);
    if (end !== null) count[end]++;
  }
  return plainEnds.reduce((most, end) => (count[end] > count[most] ? end : most));
}

/** A rule with what it needs to be made: the packets that meet its conditions, and its name. */
export type MadeRule = { readonly rule: Rule; readonly matching: () => Node; readonly place: () => string };

/** One chain on its way from rules to a function. */
export class ChainMaking {
  private readonly left: Parts;
  private readonly accept: Parts;
  private readonly returns: Parts;
  private readonly ends = { drop: NONE, reject: NONE, unknown: NONE };
  private readonly hits: (() => Node)[] = [];
  /**
   * Packets that meet this end are only taken away: they are what is in no other set when the chain is done. It is a
   * third of the work where most rules say the same.
   */
  private readonly common: PlainEnd;

  constructor(
    private readonly space: PacketSpace,
    chain: Chain,
    private readonly hook: Hook,
    private readonly called: (chain: string) => ChainFunction | null,
  ) {
    const { bdd } = space;
    this.left = Parts.of(bdd, ALL);
    this.accept = new Parts(bdd);
    this.returns = new Parts(bdd);
    this.common = commonEnd(chain);
  }

  add(made: MadeRule): void {
    const { bdd } = this.space;
    if (this.left.empty) {
      this.hits.push(() => NONE);
      return;
    }
    const matching = made.matching();
    const only = this.left.unwritten();
    if (only !== null && plainEnd(made.rule) === this.common) {
      this.left.remove(matching, unwritten);
      this.hits.push(() => bdd.and(only, matching));
      return;
    }
    let all: Node = NONE;
    for (const { set, rewrite } of this.left.list()) {
      const hit = bdd.andWritten(set, matching, rewrite.values);
      if (hit === NONE) continue;
      all = bdd.or(all, hit);
      this.take(made, hit, rewrite);
    }
    this.hits.push(() => all);
  }

  finish(): ChainFunction {
    const { bdd } = this.space;
    for (const { set, rewrite } of this.left.list()) this.returns.add(set, rewrite);
    const { drop, reject, unknown } = this.ends;
    const sets = [this.accept.all(), this.returns.all(), drop, reject, unknown];
    this.end(this.common, bdd.not(sets.reduce((all, set) => bdd.or(all, set))), unwritten);
    const { accept, returns, hits } = this;
    return { accept, returns, ...this.ends, hit: (index) => hits[index]?.() ?? NONE };
  }

  private end(end: PlainEnd, set: Node, rewrite: Rewrite): void {
    if (end === "accept") this.accept.add(set, rewrite);
    else if (end === "return") this.returns.add(set, rewrite);
    else this.ends[end] = this.space.bdd.or(this.ends[end], set);
  }

  /** What the rule's target does with the packets that it takes. */
  private take({ rule, place }: MadeRule, hit: Node, rewrite: Rewrite): void {
    const { bdd } = this.space;
    const after = afterTarget(rule.target);
    const next = () => rewrittenBy(this.space, rule.target, rewrite, this.hook, place);
    if (after.kind === "next") {
      const written = next();
      if (written.key === rewrite.key) return;
      this.left.remove(hit, rewrite);
      this.left.add(hit, written);
      return;
    }
    this.left.remove(hit, rewrite);
    switch (after.kind) {
      case "fate": {
        const lost = bdd.and(hit, this.lost(rule));
        this.ends.drop = bdd.or(this.ends.drop, lost);
        this.end(after.fate, bdd.minus(hit, lost), after.fate === "accept" ? next() : rewrite);
        return;
      }
      case "return":
        this.end("return", hit, rewrite);
        return;
      case "not-known":
        this.ends.unknown = bdd.or(this.ends.unknown, hit);
        return;
      case "call":
        this.call(after, hit, rewrite);
    }
  }

  /** What REDIRECT drops: it sends packets to an address of the interface by which they came (nf_nat_redirect.c). */
  private lost({ target }: Rule): Node {
    return target.kind === "redirect" && this.hook === "PREROUTING" ? this.space.withoutAddress : NONE;
  }

  private call(after: Extract<After, { kind: "call" }>, hit: Node, rewrite: Rewrite): void {
    const { bdd } = this.space;
    const called = this.called(after.chain);
    if (called === null) {
      this.ends.unknown = bdd.or(this.ends.unknown, hit);
      return;
    }
    const entering = (set: Node) => bdd.andWritten(hit, set, rewrite.values);
    for (const end of ["drop", "reject", "unknown"] as const) {
      this.ends[end] = bdd.or(this.ends[end], entering(called[end]));
    }
    for (const part of called.accept.list()) {
      this.accept.add(entering(part.set), joined(bdd, rewrite, part.rewrite));
    }
    const back = after.goto ? this.returns : this.left;
    for (const part of called.returns.list()) {
      back.add(entering(part.set), joined(bdd, rewrite, part.rewrite));
    }
  }
}
