import type { Chain, Rule, Ruleset, Table } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { afterTarget } from "../after-target";
import { NONE, type Node, TooComplex } from "../bdd/bdd";
import { ruleText } from "../condition";
import type { Predicate } from "../predicate/predicate";
import { predicatesOf } from "../predicate/predicate-of";
import { TableFunctions } from "../symbolic/chain-function";
import { fieldOrders } from "../symbolic/layout";
import { layoutInput } from "../symbolic/layout-input";
import { type Hook, PacketSpace } from "../symbolic/packet-space";
import type { RuleRef } from "../verdict";
import { ChainEnds, ownEnd } from "./chain-ends";
import { hooksOfChains } from "./hooks-of-chains";

/**
 * A rule without effect. `shadowed`: no packet comes to it that it matches, since the coverers take them all before.
 * `redundant`: its packets would meet the same end without it; the coverers take some before it, and behind it they or
 * the chain policy give the others the same end.
 * `matches-nothing`: no packet at all meets its conditions.
 */
export type Useless = {
  readonly code: "shadowed" | "redundant" | "matches-nothing";
  readonly table: string;
  readonly rule: RuleRef;
  /** In the order of the chain; empty for a chain policy. */
  readonly coverers: readonly RuleRef[];
};

const usualBudget = 2_000_000;

/**
 * Rules of every table without effect, exactly, over unions of rules. A rate or a match that is not known never covers
 * another rule, for it may let the packet pass. Null where that is too complex to decide.
 */
export function uselessRules(ruleset: Ruleset, budget = usualBudget): readonly Useless[] | null {
  const input = layoutInput([ruleset], null);
  for (const order of fieldOrders) {
    const space = new PacketSpace(input, { order, budget, addresses: null });
    try {
      return ruleset.tables.flatMap((table) => new TableReader(space, table).read());
    } catch (error) {
      if (!(error instanceof TooComplex)) throw error;
    }
  }
  return null;
}

const openIn = (predicate: Predicate): boolean => {
  switch (predicate.kind) {
    case "open":
      return true;
    case "not":
      return openIn(predicate.of);
    case "every":
    case "some":
      return predicate.of.some(openIn);
    default:
      return false;
  }
};

/** Fragments and extension headers are left out of all sets, so that a rule about them seems to match nothing. */
const aboutParts = ({ matches }: Rule) => matches.some(({ kind }) => kind === "opaque");

/** Targets that write what a later rule may ask for, or that do more than decide. */
const writing = new Set<Target["kind"]>([
  "set-mark",
  "connection-mark",
  "dnat",
  "snat",
  "redirect",
  "masquerade",
  "netmap",
  "notrack",
  "ct-settings",
]);

const unconditional = ({ matches }: Rule) => matches.every(({ kind }) => kind === "comment");

/** One chain as it is at one hook. */
type Place = {
  readonly rules: readonly Rule[];
  /** What meets the conditions of each rule. */
  readonly matching: readonly Node[];
  /** What comes to each rule and meets them. */
  readonly hits: readonly Node[];
  /** What each rule takes out of the chain, of all that meets its conditions. */
  readonly taken: readonly Node[];
  /** What becomes of packets from each rule on; null where that cannot be said backwards (marks are written on the way). */
  readonly ends: ChainEnds | null;
};

class TableReader {
  private readonly functions: TableFunctions;
  private readonly hooks: ReturnType<typeof hooksOfChains>;
  private readonly ends = new Map<string, ChainEnds | null>();
  private readonly writes: boolean;

  constructor(
    private readonly space: PacketSpace,
    private readonly table: Table,
  ) {
    this.functions = new TableFunctions(space, table);
    this.hooks = hooksOfChains(table);
    const targets = table.chains.flatMap(({ rules }) => rules.map(({ target }) => target.kind));
    this.writes = targets.some((kind) => writing.has(kind));
  }

  read(): readonly Useless[] {
    return this.table.chains.flatMap((chain) => {
      const hooks = [...(this.hooks.get(chain.name) ?? [])];
      if (hooks.length === 0) return [];
      const places = hooks.map((hook) => this.placeOf(chain, hook));
      return chain.rules.flatMap((_, index) => this.judge(chain, index, places));
    });
  }

  /** A rule has no effect only if it has none at every hook from which its chain is reached. */
  private judge(chain: Chain, index: number, places: readonly Place[]): Useless[] {
    const rule = chain.rules[index] as Rule;
    const found = (code: Useless["code"], covers: (place: Place) => readonly number[]): Useless[] => {
      const numbers = [...new Set(places.flatMap(covers))].sort((a, b) => a - b);
      const coverers = numbers.map((number) => this.ref(chain, number));
      return [{ code, table: this.table.name, rule: this.ref(chain, index), coverers }];
    };
    if (places.every(({ matching }) => matching[index] === NONE)) {
      return aboutParts(rule) ? [] : found("matches-nothing", () => []);
    }
    if (places.every(({ hits }) => hits[index] === NONE)) {
      return found("shadowed", (place) => this.takers(place, place.matching[index] as Node, 0, index));
    }
    const end = ownEnd(rule);
    // What counts or is not known may be there for its own sake, and a plain last word is good style.
    const meant = rule.matches.some((match) => match.kind === "opaque") || this.holdsOpen(rule);
    if (end === null || meant || unconditional(rule)) return [];
    const same = ({ hits, ends }: Place) => ends?.allMeet(hits[index] as Node, end, index + 1) ?? false;
    if (!places.every(same)) return [];
    return found("redundant", (place) => {
      const [asked, hit] = [place.matching[index] as Node, place.hits[index] as Node];
      const before = this.takers(place, this.space.bdd.minus(asked, hit), 0, index);
      return [...before, ...this.takers(place, hit, index + 1, chain.rules.length)];
    });
  }

  private holdsOpen(rule: Rule): boolean {
    return predicatesOf(rule.matches, this.space.family).some(openIn);
  }

  /** The one rule between two places that takes all of the packets, else several that do so together. */
  private takers({ taken }: Place, packets: Node, from: number, to: number): readonly number[] {
    const { bdd } = this.space;
    for (const number of this.takingOne(taken, packets, from, to)) {
      if (bdd.inside(packets, taken[number] as Node)) return [number];
    }
    const numbers: number[] = [];
    for (let left = packets; left !== NONE; ) {
      const [number] = this.takingOne(taken, left, from, to);
      if (number === undefined) break;
      numbers.push(number);
      left = bdd.minus(left, taken[number] as Node);
    }
    return numbers;
  }

  /** The rules that take one of the packets, whichever: quick to ask, and nearly all fail. */
  private *takingOne(taken: readonly Node[], packets: Node, from: number, to: number): Generator<number> {
    const { bdd } = this.space;
    const example = bdd.example(packets);
    for (let number = from; number < to; number++) {
      if (bdd.holds(taken[number] as Node, example)) yield number;
    }
  }

  private placeOf(chain: Chain, hook: Hook): Place {
    const matching = chain.rules.map((_, index) => this.functions.matching(chain, hook)(index));
    const made = this.functions.of(chain.name, hook);
    const hits = made === null ? matching : chain.rules.map((_, index) => made.hit(index));
    const taken = chain.rules.map((rule, index) => this.takenBy(rule, matching[index] as Node, hook));
    return { rules: chain.rules, matching, hits, taken, ends: this.endsOf(chain, hook) };
  }

  private takenBy(rule: Rule, matching: Node, hook: Hook): Node {
    const after = afterTarget(rule.target);
    if (after.kind === "next") return NONE;
    if (after.kind !== "call" || after.goto) return matching;
    const returns = this.functions.of(after.chain, hook)?.returns.all() ?? NONE;
    return this.space.bdd.minus(matching, returns);
  }

  private endsOf(chain: Chain, hook: Hook): ChainEnds | null {
    if (this.writes) return null;
    const key = `${hook} ${chain.name}`;
    const before = this.ends.get(key);
    if (before !== undefined) return before;
    // A chain that leads back to itself finds nothing here.
    this.ends.set(key, null);
    const matching = this.functions.matching(chain, hook);
    const called = (name: string) => {
      const other = this.table.chains.find((one) => one.name === name);
      return other === undefined ? null : this.endsOf(other, hook);
    };
    const ends = new ChainEnds(this.space.bdd, chain, matching, called);
    this.ends.set(key, ends);
    return ends;
  }

  private ref(chain: Chain, index: number): RuleRef {
    const rule = chain.rules[index] as Rule;
    const text = ruleText(rule, chain.name, this.space.family);
    return { table: this.table.name, chain: chain.name, index, line: rule.line ?? null, text };
  }
}
