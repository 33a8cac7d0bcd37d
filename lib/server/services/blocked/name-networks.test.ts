import { expect, test } from "vitest";
import { networkNames } from "./name-networks";

const object = (name: string, ...entries: string[]) => ({ name, entries, note: "" });

/** A small generator, so that a failure comes again. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    return Math.floor((state / 2 ** 31) * below);
  };
}

test("an address bears the name of the smallest network that holds it, whatever overlaps, nests or ends beside it", () => {
  const random = numbers(7);
  for (let round = 0; round < 200; round++) {
    const ranges = Array.from({ length: 1 + random(12) }, (_, at) => {
      const [one, other] = [random(256), random(256)];
      return { first: Math.min(one, other), last: Math.max(one, other), name: `n${at}` };
    });
    const nameOf = networkNames(
      ranges.map(({ name, first, last }) => object(name, `192.0.2.${first}-192.0.2.${last}`)),
    );
    for (let at = 0; at < 256; at++) {
      const holding = ranges.filter(({ first, last }) => first <= at && at <= last);
      const least = Math.min(...holding.map(({ first, last }) => last - first));
      const names = holding.filter(({ first, last }) => last - first === least).map(({ name }) => name);
      const named = nameOf(`192.0.2.${at}`);
      expect(names.length === 0 ? [null] : names, `round ${round}, 192.0.2.${at}`).toContain(named);
    }
  }
});

test("families do not meet, everybody's network is the last to name one, and a changed list counts at once", () => {
  const nameOf = networkNames([object("world", "0.0.0.0/0", "::/0"), object("office", "2001:db8::/32")]);
  expect(["192.0.2.1", "255.255.255.255", "2001:db8::7", "2001:db9::7"].map(nameOf)).toEqual([
    "world",
    "world",
    "office",
    "world",
  ]);
  expect(networkNames([object("branch", "192.0.2.0/24")])("192.0.2.1")).toBe("branch");
});
