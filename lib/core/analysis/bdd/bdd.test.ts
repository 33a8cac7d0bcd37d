import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ALL, Bdd, NONE, type Node, TooComplex } from "./bdd";

const VARIABLES = 5;

/** A formula and the truth table that it must have: bit n is its value where variable i is bit i of n. */
type Formula = { readonly build: (bdd: Bdd) => Node; readonly table: number };

const everything = 2 ** (2 ** VARIABLES) - 1;
const tableOf = (level: number) =>
  Array.from({ length: 2 ** VARIABLES }, (_, n) => n).reduce(
    (bits, n) => ((n >> level) & 1 ? bits + 2 ** n : bits),
    0,
  );

const variable = fc
  .nat(VARIABLES - 1)
  .map((level): Formula => ({ build: (bdd) => bdd.node(level, NONE, ALL), table: tableOf(level) >>> 0 }));
const { formula } = fc.letrec<{ formula: Formula }>((tie) => ({
  formula: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    variable,
    fc.tuple(fc.constantFrom("and", "or", "minus"), tie("formula"), tie("formula")).map(
      ([op, a, b]): Formula => ({
        build: (bdd) => bdd[op](a.build(bdd), b.build(bdd)),
        table:
          (op === "and" ? a.table & b.table : op === "or" ? a.table | b.table : a.table & ~b.table) >>> 0,
      }),
    ),
    tie("formula").map((a): Formula => ({ build: (bdd) => bdd.not(a.build(bdd)), table: ~a.table >>> 0 })),
  ),
}));

function holds(bdd: Bdd, node: Node, values: number): boolean {
  let at = node;
  while (at > ALL) at = (values >> bdd.level(at)) & 1 ? bdd.high(at) : bdd.low(at);
  return at === ALL;
}

function table(bdd: Bdd, node: Node): number {
  let bits = 0;
  for (let n = 0; n < 2 ** VARIABLES; n++) if (holds(bdd, node, n)) bits += 2 ** n;
  return bits >>> 0;
}

describe("sets as decision diagrams", () => {
  it("hold exactly what the formula says, and equal sets are one node", () => {
    fc.assert(
      fc.property(formula, formula, (a, b) => {
        const bdd = new Bdd(100_000);
        const [left, right] = [a.build(bdd), b.build(bdd)];
        expect(table(bdd, left)).toBe(a.table);
        expect(left === right).toBe(a.table === b.table);
        expect(left === ALL).toBe(a.table === everything);
      }),
    );
  });

  it("written over, and asked for some or every value of a variable, still hold exactly that", () => {
    fc.assert(
      fc.property(formula, formula, fc.nat(VARIABLES - 1), (a, b, level) => {
        const bdd = new Bdd(100_000);
        const node = a.build(bdd);
        const value = b.build(bdd);
        const at = (n: number, bit: boolean) => holds(bdd, node, bit ? n | (1 << level) : n & ~(1 << level));
        const written = bdd.written(node, new Map([[level, value]]));
        const some = bdd.exists(node, (other) => other === level);
        const every = bdd.forEvery(node, (other) => other === level);
        for (let n = 0; n < 2 ** VARIABLES; n++) {
          expect(holds(bdd, written, n)).toBe(at(n, holds(bdd, value, n)));
          expect(holds(bdd, some, n)).toBe(at(n, false) || at(n, true));
          expect(holds(bdd, every, n)).toBe(at(n, false) && at(n, true));
        }
        expect(bdd.support(some)).not.toContain(level);
      }),
    );
  });

  it("cut with a set that was written over are what both steps by themselves give", () => {
    const written = fc.dictionary(fc.constantFrom("0", "1", "2", "3", "4"), formula, { maxKeys: 3 });
    fc.assert(
      fc.property(formula, formula, written, written, (a, b, ...writings) => {
        const bdd = new Bdd(100_000);
        const [set, node] = [a.build(bdd), b.build(bdd)];
        for (const values of writings) {
          const map = new Map(Object.entries(values).map(([level, one]) => [Number(level), one.build(bdd)]));
          expect(bdd.andWritten(set, node, map)).toBe(bdd.and(set, bdd.written(node, map)));
          expect(bdd.andWritten(node, set, map)).toBe(bdd.and(node, bdd.written(set, map)));
        }
      }),
    );
  });

  it("tell whether they meet, lie one inside the other, and hold an example of theirs", () => {
    fc.assert(
      fc.property(formula, formula, (a, b) => {
        const bdd = new Bdd(100_000);
        const [left, right] = [a.build(bdd), b.build(bdd)];
        const before = bdd.size;
        expect(bdd.meet(left, right)).toBe((a.table & b.table) !== 0);
        expect(bdd.inside(left, right)).toBe((a.table & ~b.table) === 0);
        expect(bdd.size).toBe(before);
        if (left === NONE) return;
        const example = bdd.example(left);
        expect(bdd.holds(left, example)).toBe(true);
        const values = [...example].reduce((bits, one, level) => bits | (one << level), 0);
        expect(bdd.holds(right, example)).toBe(holds(bdd, right, values));
      }),
    );
  });

  it("simplified are the same wherever it matters", () => {
    fc.assert(
      fc.property(formula, formula, (a, b) => {
        const bdd = new Bdd(100_000);
        const [node, care] = [a.build(bdd), b.build(bdd)];
        const simple = bdd.simplified(node, care);
        expect(bdd.and(simple, care)).toBe(bdd.and(node, care));
      }),
    );
  });

  it("that need more nodes than allowed say so", () => {
    const bdd = new Bdd(40);
    const parity = () => {
      let node: Node = NONE;
      for (let level = 40; level >= 0; level--) {
        node = bdd.node(level, node, bdd.not(node));
      }
      return node;
    };
    expect(parity).toThrow(TooComplex);
  });

  /** Packets that have the same bits in two fields: each field doubles the set, where they are asked one after the other. */
  const sameBits = (bdd: Bdd, one: number, other: number, bits: number) => {
    const both = (at: number, value: Node) => bdd.node(at, bdd.not(value), value);
    return Array.from({ length: bits }, (_, bit) => both(one + bit, bdd.node(other + bit, NONE, ALL))).reduce(
      (all: Node, equal) => bdd.and(all, equal),
    );
  };

  it.each(["and", "minus", "meet", "inside"] as const)(
    "that are compared pair by pair (%s) say so when the way is too long, though no node is made",
    (ask) => {
      const bdd = new Bdd(20_000);
      const last = bdd.node(40, NONE, ALL);
      const one = bdd.and(sameBits(bdd, 0, 20, 9), last);
      const apart = bdd.minus(sameBits(bdd, 10, 30, 9), last);
      const other = ask === "inside" ? bdd.not(apart) : apart;
      const before = bdd.size;
      expect(() => bdd[ask](one, other)).toThrow(/steps/);
      expect(bdd.size).toBe(before);
    },
  );

  it("that go through more variables than the stack bears say so", () => {
    const bdd = new Bdd(1_000_000);
    const chain = (first: number, length: number) => {
      let node: Node = ALL;
      for (let level = first + 2 * length; level >= first; level -= 2) node = bdd.node(level, node, NONE);
      return node;
    };
    // Each alone, and both, one variable of one after one of the other.
    const [even, odd] = [chain(0, 750), chain(1, 750)];
    expect(bdd.not(bdd.not(even))).toBe(even);
    expect(() => bdd.and(even, odd)).toThrow(TooComplex);
    expect(bdd.inside(even, odd)).toBe(false);
    expect(() => chain(0, 20_000)).toThrow(TooComplex);
  });

  it("count what is kept beside them, each thing once", () => {
    const bdd = new Bdd(100);
    const thing = {};
    for (let times = 0; times < 9; times++) bdd.keep(thing, 60);
    expect(() => bdd.keep({}, 60)).toThrow(TooComplex);
  });
});
