const FIRST_BITS = 15;
const MOST_BITS = 20;
/** Operations with a number of their own lie below. */
const FIRST_OP = 16;

/** Mixes three numbers into a hash; multipliers are odd and large (Knuth 6.4). */
export function mix(a: number, b: number, c: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x2c1b3c6d) >>> 0;
}

/** Answers to operations on two sets, by a hash of all three; what falls into the same place goes. */
export class OpCache {
  /** What was asked, and the answer, side by side. */
  private entries = new Int32Array(4 << FIRST_BITS);

  private readonly ops = new WeakMap<object, number>();
  private lastOp = FIRST_OP;

  /** A number for an operation that hangs on something else, such as on the values that it writes. */
  opOf(thing: object): number {
    const known = this.ops.get(thing) ?? ++this.lastOp;
    this.ops.set(thing, known);
    return known;
  }

  /** The answer, or -1. `hash` is their mix. */
  get(hash: number, op: number, a: number, b: number): number {
    const { entries } = this;
    const at = (hash & (entries.length / 4 - 1)) * 4;
    return entries[at] === a && entries[at + 1] === b && entries[at + 2] === op
      ? (entries[at + 3] as number)
      : -1;
  }

  set(hash: number, op: number, a: number, b: number, answer: number): void {
    const { entries } = this;
    const at = (hash & (entries.length / 4 - 1)) * 4;
    entries[at] = a;
    entries[at + 1] = b;
    entries[at + 2] = op;
    entries[at + 3] = answer;
  }

  /** Makes room where there are more sets than places; what was known is forgotten. */
  growFor(count: number): void {
    const places = this.entries.length / 4;
    if (places < 1 << MOST_BITS && count > places) this.entries = new Int32Array(this.entries.length * 2);
  }
}
