import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Family } from "@/lib/core/net/family";
import { normalise } from "./normalise";
import { parseRules } from "./parse-rules";
import { parseLive, parseSave } from "./parse-save";
import { renderCommand, renderRule } from "./render-rule";
import { anyRule } from "./testing/rule-arbitraries";
import { anyText, mutated, wordSoup } from "./testing/text-arbitraries";

/** Cases of each property and family; SEKISHO_FUZZ_RUNS asks for more. */
const numRuns = Number(process.env.SEKISHO_FUZZ_RUNS ?? 300);
const settings = { numRuns, ...(process.env.SEKISHO_FUZZ_RUNS ? {} : { seed: 20260729 }) };
const timeout = Math.max(10_000, numRuns * 20);

const table = (line: string) => `*filter\n:INPUT ACCEPT [0:0]\n${line}\nCOMMIT\n`;

/** Problems have a place inside the text; and what is read has a form that is its own form. */
function check(text: string, family: Family): void {
  const result = normalise(text, family);
  const lines = text.split("\n");
  for (const { code, params } of result.problems) {
    if (code === "missing-commit" || code === "undeclared-chain") continue;
    const line = lines[Number(params.line) - 1];
    expect(line, text).toBeDefined();
    expect(Number(params.column), text).toBeGreaterThanOrEqual(1);
    if (!lines.some((one) => one.endsWith("\\"))) {
      expect(Number(params.column), text).toBeLessThanOrEqual((line ?? "").length + 1);
    }
  }
  if (!result.ok) {
    expect(result.problems.some(({ severity }) => severity === "error")).toBe(true);
    return;
  }
  const again = normalise(result.value, family);
  expect(again.ok ? again.value : again.problems, text).toEqual(result.value);
}

describe.each([4, 6] as const)("rules of every kind, IPv%i", (family) => {
  const rule = anyRule(family).map((one) => ({ ...one, origin: null }));

  it("are read again as they were printed", { timeout }, () => {
    fc.assert(
      fc.property(rule, (one) => {
        const line = renderRule(one, "INPUT", family);
        for (const parse of [parseSave, parseLive]) {
          const parsed = parse(table(line), family);
          expect(parsed.ok ? [] : parsed.problems, line).toEqual([]);
          const [read] = parsed.ok ? (parsed.value.tables[0]?.chains[0]?.rules ?? []) : [];
          expect({ matches: read?.matches, target: read?.target, origin: null }, line).toEqual(one);
        }
      }),
      settings,
    );
  });

  it("are the same rules as shell commands", { timeout }, () => {
    fc.assert(
      fc.property(rule, (one) => {
        const line = renderCommand(one, "INPUT", family);
        const parsed = parseRules(`#!/bin/sh\n${line}\n`, family);
        expect(parsed.ok ? [] : parsed.problems, line).toEqual([]);
        const rules = parsed.ok ? (parsed.value.tables[0]?.chains[0]?.rules ?? []) : [];
        const [read] = rules;
        expect(read && renderRule(read, "INPUT", family)).toBe(renderRule(one, "INPUT", family));
      }),
      settings,
    );
  });

  it("survive a change of any sign: another form, or a located problem", { timeout }, () => {
    const lines = mutated(rule.map((one) => renderRule(one, "INPUT", family)));
    fc.assert(
      fc.property(lines, (line) => check(table(line), family)),
      settings,
    );
  });
});

describe.each([4, 6] as const)("any text, IPv%i", (family) => {
  it("has a form that is its own form, or located problems", { timeout }, () => {
    fc.assert(
      fc.property(anyText(fc.oneof(wordSoup, mutated(wordSoup))), (text) => check(text, family)),
      settings,
    );
  });

  it("as one rule of real words has, too", { timeout }, () => {
    fc.assert(
      fc.property(wordSoup, (line) => check(table(line), family)),
      settings,
    );
  });
});
