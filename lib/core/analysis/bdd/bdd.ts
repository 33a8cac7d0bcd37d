import { NodeAnswers } from "./node-answers";
import { mix, OpCache } from "./op-cache";

/** A set: the number of its node. Equal sets have equal numbers. */
export type Node = number;

/** The empty set, and the set of everything. */
export const NONE: Node = 0;
export const ALL: Node = 1;

/** One packet: a 1 at each level where it has a 1. */
export type Example = Uint8Array;

/** Thrown when a question would need more nodes or steps than allowed; the caller answers "too complex", never a guess. */
export class TooComplex extends Error {
  constructor(what: string) {
    super(`more than ${what}`);
    this.name = "TooComplex";
  }
}

const AND = 1;
const OR = 2;
const MINUS = 3;
const MEET = 4;
const INSIDE = 5;
/** The level of the two ends: below every variable. */
const END = 0x7fffffff;
/**
 * Steps allowed for each node of the budget: two large sets may take as many steps as they have pairs of nodes, and make
 * no node at all. Measured: rules that can be answered take at most 6 for each node that they make; with all nodes
 * of the usual budget the most steps are some four seconds.
 */
const STEPS_PER_NODE = 20;
/** Steps that are as long as one that keeps its answer in a map. */
const LONG = 4;
/** A node is its level, its two parts and its height side by side, which stand in one line of the processor's cache. */
const NODE = 4;
const LOW = 1;
const HIGH = 2;
const HEIGHT = 3;
/**
 * The most variables that a packet meets on its way through a set. What asks two sets calls itself up to twice as often;
 * measured: Node's usual stack bears some 2,500 calls.
 */
const MOST_HEIGHT = 800;

/**
 * Reduced ordered binary decision diagrams (Bryant 1986) in typed arrays. A variable is a level; smaller ones are asked
 * first. Nodes live as long as the object: it is made for one question and thrown away.
 */
export class Bdd {
  private nodes = new Int32Array(NODE << 14);
  private count = 2;
  private slots = new Int32Array(1 << 15);
  private readonly cache = new OpCache();
  /** What stands beside the sets, and how much of the budget it takes. */
  private readonly kept = new Set<object>();
  private keptSize = 0;
  private steps = 0;
  private readonly mostSteps: number;
  private readonly answers = new NodeAnswers();

  /** @param budget The most nodes; TooComplex beyond, and where the way there is too long. */
  constructor(private readonly budget: number) {
    this.mostSteps = budget * STEPS_PER_NODE;
    this.nodes[NONE * NODE] = END;
    this.nodes[ALL * NODE] = END;
  }

  /** How many nodes exist. */
  get size(): number {
    return this.count;
  }

  /** Counts work that is done for the question, here or elsewhere; a step takes some 50 ns. */
  spend(steps: number): void {
    this.steps += steps;
    if (this.steps > this.mostSteps) throw new TooComplex(`${this.mostSteps} steps`);
  }

  /** Counts what is kept as long as the nodes are, each thing once; `size` is in nodes. */
  keep(thing: object, size: number): void {
    if (this.kept.has(thing)) return;
    this.kept.add(thing);
    this.keptSize += size;
    if (this.count + this.keptSize > this.budget) throw new TooComplex(`${this.budget} nodes`);
  }

  level(node: Node): number {
    return this.nodes[node * NODE] as number;
  }

  /** The part of the set where the variable of its level is 0. */
  low(node: Node): Node {
    return this.nodes[node * NODE + LOW] as number;
  }

  /** The part of the set where the variable of its level is 1. */
  high(node: Node): Node {
    return this.nodes[node * NODE + HIGH] as number;
  }

  private height(node: Node): number {
    return this.nodes[node * NODE + HEIGHT] as number;
  }

  /** The set that is `low` where the variable is 0 and `high` where it is 1; both lie below the level. */
  node(level: number, low: Node, high: Node): Node {
    if (low === high) return low;
    const { nodes, slots } = this;
    const mask = slots.length - 1;
    let slot = mix(level, low, high) & mask;
    for (;;) {
      const found = slots[slot] as number;
      if (found === 0) break;
      const at = found * NODE;
      if (nodes[at] === level && nodes[at + LOW] === low && nodes[at + HIGH] === high) return found;
      slot = (slot + 1) & mask;
    }
    return this.add(level, low, high, slot);
  }

  private add(level: number, low: Node, high: Node, slot: number): Node {
    if (this.count + this.keptSize >= this.budget) throw new TooComplex(`${this.budget} nodes`);
    if (this.count * NODE === this.nodes.length) this.nodes = doubled(this.nodes);
    const node = this.count++;
    const at = node * NODE;
    this.nodes[at] = level;
    this.nodes[at + LOW] = low;
    this.nodes[at + HIGH] = high;
    const height = Math.max(this.height(low), this.height(high)) + 1;
    if (height > MOST_HEIGHT) throw new TooComplex(`${MOST_HEIGHT} variables, one behind the other`);
    this.nodes[at + HEIGHT] = height;
    this.slots[slot] = node;
    if (this.count * 2 > this.slots.length) this.rehash();
    return node;
  }

  private rehash(): void {
    const slots = new Int32Array(this.slots.length * 2);
    const mask = slots.length - 1;
    for (let node = 2; node < this.count; node++) {
      let slot = mix(this.level(node), this.low(node), this.high(node)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = node;
    }
    this.slots = slots;
    this.cache.growFor(this.count);
  }

  and(a: Node, b: Node): Node {
    if (a === b || b === ALL) return a;
    if (a === ALL) return b;
    if (a === NONE || b === NONE) return NONE;
    return a < b ? this.apply(AND, a, b) : this.apply(AND, b, a);
  }

  or(a: Node, b: Node): Node {
    if (a === b || b === NONE) return a;
    if (a === NONE) return b;
    if (a === ALL || b === ALL) return ALL;
    return a < b ? this.apply(OR, a, b) : this.apply(OR, b, a);
  }

  /** What is in `a` and not in `b`. */
  minus(a: Node, b: Node): Node {
    if (a === NONE || b === ALL || a === b) return NONE;
    if (b === NONE) return a;
    return this.apply(MINUS, a, b);
  }

  not(a: Node): Node {
    return this.minus(ALL, a);
  }

  private apply(op: number, a: Node, b: Node): Node {
    const hash = mix(op, a, b);
    const before = this.cache.get(hash, op, a, b);
    if (before !== -1) return before;
    this.spend(1);
    const { nodes } = this;
    const levelA = nodes[a * NODE] as number;
    const levelB = nodes[b * NODE] as number;
    const level = levelA < levelB ? levelA : levelB;
    const lowA = levelA === level ? this.low(a) : a;
    const highA = levelA === level ? this.high(a) : a;
    const lowB = levelB === level ? this.low(b) : b;
    const highB = levelB === level ? this.high(b) : b;
    const result = this.node(level, this.combine(op, lowA, lowB), this.combine(op, highA, highB));
    this.cache.set(hash, op, a, b, result);
    return result;
  }

  private combine(op: number, a: Node, b: Node): Node {
    return op === AND ? this.and(a, b) : op === OR ? this.or(a, b) : this.minus(a, b);
  }

  /** Whether two sets have anything in common; makes no nodes. */
  meet(a: Node, b: Node): boolean {
    if (a === NONE || b === NONE) return false;
    if (a === b || a === ALL || b === ALL) return true;
    return a < b ? this.asks(MEET, a, b) : this.asks(MEET, b, a);
  }

  /** Whether all that is in `a` is in `b` too; makes no nodes. */
  inside(a: Node, b: Node): boolean {
    if (a === NONE || b === ALL || a === b) return true;
    if (a === ALL || b === NONE) return false;
    return this.asks(INSIDE, a, b);
  }

  /** One packet of a set that is not empty: 1 at each level where it has a 1; whatever else may be 0. */
  example(node: Node): Example {
    const ones: number[] = [];
    for (let at = node; at > ALL; ) {
      const isSet = this.low(at) === NONE;
      if (isSet) ones.push(this.level(at));
      at = isSet ? this.high(at) : this.low(at);
    }
    const values = new Uint8Array((ones.at(-1) ?? 0) + 1);
    for (const level of ones) values[level] = 1;
    return values;
  }

  /** Whether a set holds an example. */
  holds(node: Node, example: Example): boolean {
    let at = node;
    while (at > ALL) at = example[this.level(at)] === 1 ? this.high(at) : this.low(at);
    return at === ALL;
  }

  private asks(op: number, a: Node, b: Node): boolean {
    const hash = mix(op, a, b);
    const before = this.cache.get(hash, op, a, b);
    if (before !== -1) return before === 1;
    this.spend(1);
    const levelA = this.level(a);
    const levelB = this.level(b);
    const [lowA, highA] = levelA <= levelB ? [this.low(a), this.high(a)] : [a, a];
    const [lowB, highB] = levelB <= levelA ? [this.low(b), this.high(b)] : [b, b];
    const result =
      op === MEET
        ? this.meet(lowA, lowB) || this.meet(highA, highB)
        : this.inside(lowA, lowB) && this.inside(highA, highB);
    this.cache.set(hash, op, a, b, result ? 1 : 0);
    return result;
  }

  /** Where `asked` holds what is in `yes`, elsewhere what is in `no`. */
  choose(asked: Node, yes: Node, no: Node): Node {
    if (asked === ALL) return yes;
    if (asked === NONE) return no;
    if (yes === ALL) return this.or(asked, no);
    if (yes === NONE) return this.minus(no, asked);
    return this.or(this.and(asked, yes), this.minus(no, asked));
  }

  /** The set that is `low` where the variable is 0 and `high` where it is 1, which may hang on variables above it. */
  private branch(level: number, low: Node, high: Node): Node {
    if (this.level(low) > level && this.level(high) > level) return this.node(level, low, high);
    return this.choose(this.node(level, NONE, ALL), high, low);
  }

  /**
   * The packets that are in the set once variables (by level) were written over: each with a constant (ALL for 1, NONE
   * for 0), or with what another set says of the packet as it was before.
   */
  written(node: Node, values: ReadonlyMap<number, Node>): Node {
    if (values.size === 0) return node;
    const last = Math.max(...values.keys());
    const done = this.answers.begin(this.count);
    const walk = (at: Node): Node => {
      const level = this.level(at);
      if (level > last) return at;
      const before = done.get(at);
      if (before !== undefined) return before;
      this.spend(LONG);
      const value = values.get(level);
      let result: Node;
      if (value === undefined) result = this.branch(level, walk(this.low(at)), walk(this.high(at)));
      else if (value === NONE) result = walk(this.low(at));
      else if (value === ALL) result = walk(this.high(at));
      else result = this.choose(value, walk(this.high(at)), walk(this.low(at)));
      done.set(at, result);
      return result;
    };
    return walk(node);
  }

  /** Packets of a set that are in another one once they were written over; quick where the first is small. */
  andWritten(set: Node, node: Node, values: ReadonlyMap<number, Node>): Node {
    if (values.size === 0) return this.and(set, node);
    const last = Math.max(...values.keys());
    const op = this.cache.opOf(values);
    const walk = (some: Node, at: Node): Node => {
      if (some === NONE || at === NONE) return NONE;
      const level = this.level(at);
      if (level > last) return this.and(some, at);
      const hash = mix(op, some, at);
      const before = this.cache.get(hash, op, some, at);
      if (before !== -1) return before;
      this.spend(1);
      const own = this.level(some);
      const value = values.get(level);
      let result: Node;
      if (value === NONE) result = walk(some, this.low(at));
      else if (value === ALL) result = walk(some, this.high(at));
      else if (value !== undefined)
        result = this.choose(value, walk(some, this.high(at)), walk(some, this.low(at)));
      else {
        const top = own < level ? own : level;
        const [low, high] = own === top ? [this.low(some), this.high(some)] : [some, some];
        const [no, yes] = level === top ? [this.low(at), this.high(at)] : [at, at];
        result = this.branch(top, walk(low, no), walk(high, yes));
      }
      this.cache.set(hash, op, some, at, result);
      return result;
    };
    return walk(set, node);
  }

  /**
   * A simpler set that is the same wherever `care` holds; elsewhere it may be anything (Coudert and Madre's restrict).
   */
  simplified(node: Node, care: Node): Node {
    if (care === NONE) return NONE;
    const done = new Map<number, Node>();
    const walk = (at: Node, cared: Node): Node => {
      if (at <= ALL || cared === ALL) return at;
      const key = at * 0x8000000 + cared;
      const before = done.get(key);
      if (before !== undefined) return before;
      // As simple as it is so far will do.
      if (done.size >= this.budget) return at;
      this.spend(LONG);
      const level = this.level(at);
      const caredLevel = this.level(cared);
      let result: Node;
      if (caredLevel < level) result = walk(at, this.or(this.low(cared), this.high(cared)));
      else {
        const [low, high] = caredLevel === level ? [this.low(cared), this.high(cared)] : [cared, cared];
        if (low === NONE) result = walk(this.high(at), high);
        else if (high === NONE) result = walk(this.low(at), low);
        else result = this.node(level, walk(this.low(at), low), walk(this.high(at), high));
      }
      done.set(key, result);
      return result;
    };
    return walk(node, care);
  }

  /** What is in the set for some value of the variables that `asked` names by level. */
  exists(node: Node, asked: (level: number) => boolean): Node {
    const done = this.answers.begin(this.count);
    const walk = (at: Node): Node => {
      if (at <= ALL) return at;
      const before = done.get(at);
      if (before !== undefined) return before;
      this.spend(LONG);
      const level = this.level(at);
      const low = walk(this.low(at));
      const high = walk(this.high(at));
      const result = asked(level) ? this.or(low, high) : this.node(level, low, high);
      done.set(at, result);
      return result;
    };
    return walk(node);
  }

  /** What is in the set for every value of those variables. */
  forEvery(node: Node, asked: (level: number) => boolean): Node {
    return this.not(this.exists(this.not(node), asked));
  }

  /** The levels of the variables on which the set depends, in ascending order. */
  support(node: Node): number[] {
    const seen = new Set<Node>();
    const levels = new Set<number>();
    const open = [node];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (at <= ALL || seen.has(at)) continue;
      seen.add(at);
      this.spend(1);
      levels.add(this.level(at));
      open.push(this.low(at), this.high(at));
    }
    return [...levels].sort((a, b) => a - b);
  }
}

function doubled(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}
