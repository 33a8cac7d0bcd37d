import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { goldenNames, goldenOutputs, goldenText } from "./testing/golden-cases";

describe.each(goldenNames)("the golden case %s", (name) => {
  it("renders exactly what is committed; node scripts/goldens.mjs writes it anew", () => {
    for (const [file, text] of Object.entries(goldenOutputs(name))) {
      expect(text, `${name}/${file}`).toBe(goldenText(name, file));
    }
  });

  it("is read back as it was written", () => {
    for (const [file, text] of Object.entries(goldenOutputs(name))) {
      if (!file.endsWith("restore.txt")) continue;
      const parsed = parseSave(text, file.includes("ip6") ? 6 : 4);
      if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.text).join("\n"));
      expect(renderRestore(parsed.value), `${name}/${file}`).toBe(text);
      const matches = parsed.value.tables.flatMap(({ chains }) =>
        chains.flatMap(({ rules }) => rules.flatMap((rule) => rule.matches)),
      );
      expect(matches.filter(({ kind }) => kind === "opaque")).toEqual([]);
    }
  });
});
