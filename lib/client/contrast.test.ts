import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

function tokens(selector: string): Map<string, string> {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return new Map([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map((m) => [m[1] ?? "", m[2] ?? ""]));
}

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

const states = ["confirmed", "pending", "rolled-back", "refused", "drift", "unknown", "failed"];

describe.each([":root", '[data-theme="dark"]'])("contrast of %s", (selector) => {
  const theme = tokens(selector);
  const value = (name: string) => theme.get(name) ?? expect.fail(`no token ${name}`);
  const pairs = [
    ...["ink", "ink-2", "ink-3", "accent", ...states].flatMap((text) =>
      ["paper", "raised", "sunken"].map((ground) => [text, ground] as const),
    ),
    ...["accent", ...states].map((text) => [text, `${text}-soft`] as const),
    ...["accent", ...states].map((text) => ["ink", `${text}-soft`] as const),
    ["accent-on", "accent"],
    ["accent-on", "accent-strong"],
    ["failed-on", "failed"],
  ] as const;

  test.each(pairs)("%s on %s is readable (4.5:1)", (text, ground) => {
    expect(contrast(value(text), value(ground))).toBeGreaterThanOrEqual(4.5);
  });

  test.each(["paper", "raised"])("the edge of a control stands out on %s (3:1)", (ground) => {
    expect(contrast(value("line-control"), value(ground))).toBeGreaterThanOrEqual(3);
  });
});
