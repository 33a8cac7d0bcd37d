import { describe, expect, it } from "vitest";
import { seeded } from "@/lib/core/analysis/testing/seeded";
import { common, holdsAll, type LineSet, lineSet, sameSet, spanAt, without } from "./line-set";
import { type Named, namesInOrder, tellSet } from "./tell-set";

const set = (...spans: readonly (readonly [number, number])[]): LineSet =>
  lineSet(spans.map(([first, last]) => ({ first: BigInt(first), last: BigInt(last) })));
const everything = set([0, 99]);
const names = namesInOrder<string>([
  { term: "one", set: set([7, 7]) },
  { term: "office", set: set([10, 19], [40, 44]) },
  { term: "left half of office", set: set([10, 14]) },
  { term: "beside one", set: set([8, 9]) },
  { term: "nothing", set: [] },
]);
const told = (which: LineSet) => tellSet(which, everything, names);

describe("a set in as few words as there are", () => {
  it("is everything, or nothing", () => {
    expect(told(everything)).toEqual({ except: true, named: [], rest: [] });
    expect(told([])).toEqual({ except: false, named: [], rest: [] });
  });

  it("goes by a name that is the same, the widest first", () => {
    expect(told(set([10, 19], [40, 44]))).toEqual({ except: false, named: ["office"], rest: [] });
    expect(told(set([7, 9]))).toEqual({ except: false, named: ["beside one", "one"], rest: [] });
  });

  it("is everything but what it lacks where that is shorter", () => {
    expect(told(set([0, 6], [8, 99]))).toEqual({ except: true, named: ["one"], rest: [] });
    expect(told(set([0, 9], [20, 39], [45, 99]))).toEqual({ except: true, named: ["office"], rest: [] });
    expect(told(set([0, 49]))).toEqual({ except: false, named: [], rest: set([0, 49]) });
  });

  it("uses no name for part of a longer span, nor one that names only some of a span", () => {
    expect(told(set([0, 30]))).toMatchObject({ except: false, named: [], rest: set([0, 30]) });
    expect(told(set([6, 9], [50, 50]))).toMatchObject({ named: [], rest: set([6, 9], [50, 50]) });
    expect(told(set([7, 7], [50, 60]))).toMatchObject({ named: ["one"], rest: set([50, 60]) });
  });

  it("is always the same set again", () => {
    const random = seeded(11);
    const number = (most: number) => Math.floor(random() * most);
    const some = () =>
      set(
        ...Array.from({ length: number(5) }, (): [number, number] => {
          const first = number(100);
          return [first, Math.min(99, first + number(30))];
        }),
      );
    for (let round = 0; round < 500; round++) {
      const known: readonly Named<number>[] = Array.from({ length: 6 }, (_, term) => ({ term, set: some() }));
      const which = some();
      const answer = tellSet(which, everything, namesInOrder(known));
      const terms = lineSet([...answer.named.flatMap((term) => known[term]?.set ?? []), ...answer.rest]);
      expect(answer.except ? without(everything, terms) : terms).toEqual(which);
    }
  });
});

describe("sets of points", () => {
  it("are joined, cut and asked as lists of numbers would be", () => {
    const random = seeded(12);
    const some = () =>
      Array.from({ length: 4 }, () => Math.floor(random() * 40)).map((first): [number, number] => [
        first,
        first + Math.floor(random() * 6),
      ]);
    const points = (which: LineSet) =>
      Array.from({ length: 50 }, (_, at) => at).filter((at) => spanAt(which, BigInt(at)) !== null);
    for (let round = 0; round < 300; round++) {
      const [a, b] = [set(...some()), set(...some())];
      const [left, right] = [points(a), points(b)];
      expect(points(without(a, b))).toEqual(left.filter((at) => !right.includes(at)));
      expect(points(common(a, b))).toEqual(left.filter((at) => right.includes(at)));
      expect(holdsAll(a, b)).toBe(right.every((at) => left.includes(at)));
      expect(sameSet(a, b)).toBe(left.join() === right.join());
    }
  });
});
