import { describe, expect, it } from "vitest";
import { goldenNames, goldenOutputs, goldenText } from "./testing/golden-cases";

describe.each(goldenNames)("the golden case %s", (name) => {
  it("renders exactly what is committed; node scripts/goldens.mjs writes it anew", () => {
    for (const [file, text] of Object.entries(goldenOutputs(name))) {
      expect(text, `${name}/${file}`).toBe(goldenText(name, file));
    }
  });
});
