import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { containsRange, countAddresses, mergeRanges, setToPrefixes, subtractRanges } from "./interval-set";
import type { AddressRange } from "./prefix";

const size = 64;
const range = fc
  .tuple(
    fc.constantFrom(4 as const, 6 as const),
    fc.integer({ min: 0, max: size - 1 }),
    fc.integer({ min: 0, max: 9 }),
  )
  .map(
    ([family, first, more]): AddressRange => ({
      family,
      first: BigInt(first),
      last: BigInt(Math.min(first + more, size - 1)),
    }),
  );
const ranges = fc.array(range, { maxLength: 12 });

/** Which of the small addresses a set holds, one by one: the plain answer that the fast code must give too. */
function members(set: readonly AddressRange[]): string[] {
  const held: string[] = [];
  for (const family of [4, 6] as const) {
    for (let at = 0n; at < BigInt(size); at++) {
      if (set.some((one) => one.family === family && one.first <= at && at <= one.last))
        held.push(`${family}/${at}`);
    }
  }
  return held;
}

describe("sets of addresses", () => {
  it("merging keeps every address, and leaves ranges sorted and apart", () => {
    fc.assert(
      fc.property(ranges, (list) => {
        const set = mergeRanges(list);
        expect(members(set)).toEqual(members(list));
        expect(countAddresses(set)).toBe(BigInt(members(list).length));
        for (const [at, one] of set.entries()) {
          const before = set[at - 1];
          if (before?.family === one.family) expect(one.first > before.last + 1n).toBe(true);
        }
      }),
    );
  });

  it("subtracting leaves exactly what the other set does not hold", () => {
    fc.assert(
      fc.property(ranges, ranges, (from, minus) => {
        const left = subtractRanges(mergeRanges(from), mergeRanges(minus));
        const gone = new Set(members(minus));
        expect(members(left)).toEqual(members(from).filter((one) => !gone.has(one)));
      }),
    );
  });

  it("knows whether it holds a whole range", () => {
    fc.assert(
      fc.property(ranges, range, (list, one) => {
        const held = new Set(members(list));
        expect(containsRange(mergeRanges(list), one)).toBe(
          members([one]).every((member) => held.has(member)),
        );
      }),
    );
  });

  it("turns into prefixes of the same addresses", () => {
    const set = mergeRanges([
      { family: 4, first: 4n, last: 7n },
      { family: 4, first: 8n, last: 15n },
    ]);
    expect(setToPrefixes(set)).toEqual([
      { family: 4, value: 4n, length: 30 },
      { family: 4, value: 8n, length: 29 },
    ]);
  });
});
