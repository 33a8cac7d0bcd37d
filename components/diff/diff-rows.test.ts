import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { countChanges, diffTexts, foldEqual } from "./diff-rows";

const text = (...lines: string[]) => lines.map((line) => `${line}\n`).join("");

describe("a text diff", () => {
  test("marks what came and what went, with the line numbers of both texts", () => {
    expect(diffTexts(text("a", "b", "c"), text("a", "x", "c"))).toEqual([
      { mark: " ", text: "a", left: 1, right: 1 },
      { mark: "-", text: "b", left: 2, right: null },
      { mark: "+", text: "x", left: null, right: 2 },
      { mark: " ", text: "c", left: 3, right: 3 },
    ]);
  });

  test("a first apply is all plus, and equal texts are no change", () => {
    expect(countChanges(diffTexts("", text("a", "b")))).toEqual({ added: 2, removed: 0 });
    expect(countChanges(diffTexts("a", "a\n"))).toEqual({ added: 0, removed: 0 });
  });

  test("folding hides equal lines only, and keeps every line once", () => {
    const line = fc.constantFrom("a", "b", "c", "d");
    const lines = fc.array(line, { maxLength: 40 });
    fc.assert(
      fc.property(lines, lines, (left, right) => {
        const all = diffTexts(text(...left), text(...right));
        const blocks = foldEqual(all);
        expect(blocks.flatMap((block) => block.lines)).toEqual(all);
        for (const block of blocks) {
          if (block.kind === "folded") expect(block.lines.every(({ mark }) => mark === " ")).toBe(true);
        }
        expect(all.filter(({ left: at }) => at !== null).map(({ text: one }) => one)).toEqual(left);
        expect(all.filter(({ right: at }) => at !== null).map(({ text: one }) => one)).toEqual(right);
      }),
      { numRuns: 200 },
    );
  });
});
