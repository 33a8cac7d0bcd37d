import { spawnSync } from "node:child_process";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { lexLine } from "./lex-line";
import { saveQuote, shellComment, shellQuote } from "./quote";

const nasty = [
  "it's",
  'a "b" \\ c',
  "$(reboot)",
  "`id`",
  "; rm -rf /",
  "--help",
  "-j ACCEPT",
  "*",
  "~root",
  "#x",
  "",
  " ",
  "日本 語",
  "a\tb",
  "%s%n",
  "!x",
  "'\\''",
];

describe("quoting for iptables-save", () => {
  it("leaves bare what the kernel's programs leave bare, and quotes the rest as they do", () => {
    expect(saveQuote("a-b_C9")).toBe("a-b_C9");
    expect(saveQuote("a b")).toBe('"a b"');
    expect(saveQuote("a.b")).toBe('"a.b"');
    expect(saveQuote('it\'s "q" \\ x')).toBe('"it\\\'s \\"q\\" \\\\ x"');
  });

  it("is one word with the same text when iptables-restore reads it", () => {
    const text = fc.oneof(
      fc.constantFrom(...nasty.filter((one) => one !== "")),
      fc.string({ unit: "grapheme", minLength: 1 }),
    );
    fc.assert(
      fc.property(text, (value) => {
        const tokens = lexLine(`--comment ${saveQuote(value)} -j ACCEPT`);
        expect("openQuote" in tokens ? [] : tokens.map((token) => token.text)).toEqual([
          "--comment",
          value,
          "-j",
          "ACCEPT",
        ]);
      }),
    );
  });
});

describe("quoting for the shell", () => {
  it.each(["dash", "busybox sh"])(
    "passes every value on as one word with nothing done to it (%s)",
    (shell) => {
      const [program = "", ...first] = shell.split(" ");
      const lines = nasty.map((value) => `printf '%s\\0' ${shellQuote(value)}`).join("\n");
      const { stdout } = spawnSync(program, [...first, "-c", lines], { encoding: "utf8" });
      expect(stdout.split("\0").slice(0, -1)).toEqual(nasty);
    },
  );

  it("a comment never leaves its line", () => {
    expect(shellComment("a\nreboot\r\u2028b\u0007")).toBe("# a reboot b");
  });
});
