import type { PacketChain } from "@/lib/core/packet/packet";
import type { Chain, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import { afterTarget } from "../after-target";
import { ruleText } from "../condition";
import { predicatesOf } from "../predicate/predicate-of";
import type { Fate } from "../verdict";
import { all, type PredicateText } from "./z3-predicate";

/** How a chain ends, as numbers; RETURN means that the packet goes on in the calling chain. */
const numbers: Readonly<Record<Fate, number>> = { accept: 0, drop: 1, reject: 2, unknown: 3 };
const RETURN = end(4);

function end(number: number): string {
  return `(_ bv${number} 3)`;
}

export const fate = (name: Fate) => end(numbers[name]);

/**
 * The filter table's rules at one hook as SMT-LIB definitions, in the plainest form: what a chain does from its n-th
 * rule on. `side` keeps the names of two rulesets apart.
 */
export class RuleText {
  readonly lines: string[] = [];
  private readonly chains: readonly Chain[];
  private readonly written = new Set<string>();

  constructor(
    private readonly text: PredicateText,
    private readonly ruleset: Ruleset,
    private readonly hook: PacketChain,
    private readonly side: string,
  ) {
    this.chains = ruleset.tables.find(({ name }) => name === "filter")?.chains ?? [];
  }

  /** What becomes of a packet at the hook. */
  verdict(): string {
    const chain = this.from(this.hook, 0);
    return `(ite (= ${chain} ${RETURN}) ${this.from(this.hook, this.rulesOf(this.hook).length)} ${chain})`;
  }

  private rulesOf(name: string): readonly Rule[] {
    return this.chains.find((chain) => chain.name === name)?.rules ?? [];
  }

  /** The chains that a packet at the hook can come to, once their text is made. */
  reached(): readonly Chain[] {
    return this.chains.filter(({ name }) => this.written.has(name));
  }

  /** The name of whether a packet that enters a chain comes to a rule and matches it. */
  hit(chain: string, index: number): string {
    this.from(chain, 0);
    return `(and ${this.place("left", chain, index)} ${this.place("match", chain, index)})`;
  }

  private place(what: string, chain: string, index: number): string {
    return `${what}-${this.side}-${this.hook}-${chain}-${index}`;
  }

  private define(name: string, sort: string, body: string): void {
    this.lines.push(`(define-fun ${name} () ${sort} ${body})`);
  }

  private from(name: string, index: number): string {
    const chain = this.chains.find((one) => one.name === name);
    if (chain === undefined) throw new RangeError(name);
    if (!this.written.has(name)) this.write(chain);
    return this.place("end", name, index);
  }

  private write(chain: Chain): void {
    const { name, rules, policy } = chain;
    this.written.add(name);
    const last = policy === null ? RETURN : fate(policy === "ACCEPT" ? "accept" : "drop");
    this.define(this.place("end", name, rules.length), "(_ BitVec 3)", last);
    const taken = rules.map((rule) => this.taken(rule));
    for (const [index, rule] of rules.entries()) {
      this.define(this.place("match", name, index), "Bool", this.matches(chain, rule, index));
    }
    for (const [index] of [...rules.entries()].reverse()) {
      const next = this.place("end", name, index + 1);
      const does = taken[index]?.(next) ?? next;
      const body = `(ite ${this.place("match", name, index)} ${does} ${next})`;
      this.define(this.place("end", name, index), "(_ BitVec 3)", body);
    }
    this.define(this.place("left", name, 0), "Bool", "true");
    for (const [index] of rules.entries()) {
      // A marker for "goes on": what the rule does with a packet, where going on were a sixth end.
      const goesOn = `(= ${taken[index]?.(end(5)) ?? end(5)} ${end(5)})`;
      const stays = `(or (not ${this.place("match", name, index)}) ${goesOn})`;
      this.define(
        this.place("left", name, index + 1),
        "Bool",
        `(and ${this.place("left", name, index)} ${stays})`,
      );
    }
  }

  /** What the rule's target does, given what follows it. */
  private taken({ target }: Rule): (next: string) => string {
    const after = afterTarget(target);
    switch (after.kind) {
      case "fate":
        return () => fate(after.fate);
      case "next":
        return (next) => next;
      case "return":
        return () => RETURN;
      case "not-known":
        return () => fate("unknown");
      case "call": {
        const called = this.from(after.chain, 0);
        return (next) => (after.goto ? called : `(ite (= ${called} ${RETURN}) ${next} ${called})`);
      }
    }
  }

  private matches({ name, rules }: Chain, rule: Rule, index: number): string {
    const { family } = this.ruleset;
    const text = (one: Rule) => ruleText(one, name, family);
    // A rule that is in both rulesets asks the same question in both; of equal ones each asks its own.
    const nth = rules.slice(0, index).filter((one) => text(one) === text(rule)).length;
    const place = `${text(rule)} ${nth}`;
    return all(predicatesOf(rule.matches, family).map((one) => this.text.of(one, this.hook, place)));
  }
}
