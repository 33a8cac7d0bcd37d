import { expect, test } from "vitest";
import type { Check, ExpectedOutcome } from "./check";
import { findsNoNames, looksUp } from "./looks-up";

const check: Check = {
  from: { kind: "host" },
  kind: "dns",
  target: "example.com",
  port: null,
  reason: "names",
};
const tries = (...intended: readonly ExpectedOutcome[]) => intended.map((one) => ({ intended: one }));

test("names are to be found, or none is, or the rules leave it open: by what is intended of the look-up", () => {
  expect(looksUp(tries("works"))).toBe("found");
  for (const shut of ["silent", "refused", "unreachable"] as const) expect(looksUp(tries(shut))).toBe("none");
  for (const open of [tries("cannot-tell"), tries("works", "silent"), tries()]) {
    expect(looksUp(open)).toBe("open");
  }
});

test("a host looks up no names where each look-up is shut, and not where none was tried", () => {
  expect(findsNoNames([{ check, tries: tries("silent") }])).toBe(true);
  expect(
    findsNoNames([
      { check, tries: tries("silent") },
      { check, tries: tries("works") },
    ]),
  ).toBe(false);
  expect(findsNoNames([{ check, tries: tries("cannot-tell") }])).toBe(false);
  expect(findsNoNames([{ check: { ...check, kind: "tcp" }, tries: tries("silent") }])).toBe(false);
  expect(findsNoNames([])).toBe(false);
});
