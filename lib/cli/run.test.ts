import { describe, expect, it } from "vitest";
import { assert } from "./assert";
import type { Command } from "./command";
import { diff } from "./diff";
import { explain } from "./explain";
import { lint } from "./lint";
import { run } from "./run";

const commands: Readonly<Record<string, Command>> = { assert, diff, explain, lint };
const rules = "*filter\n:INPUT DROP [0:0]\nCOMMIT\n";
const script = "#!/bin/sh\nIPT=iptables\niptables -F\niptables -A INPUT -p tcp --dport 22 -j ACCEPT\n";

function sekisho(...words: string[]) {
  let [out, err, left] = ["", "", rules];
  const code = run(
    commands,
    words,
    {
      // As a pipe is: empty once it was read.
      readFile: (path) => {
        if (path === "script") return script;
        if (path !== "-") return rules;
        const text = left;
        left = "";
        return text;
      },
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
    },
    "1.2.3",
  );
  return { code, out, err };
}

describe("sekisho", () => {
  it("says which one it is", () => {
    expect(sekisho("--version")).toEqual({ code: 0, out: "sekisho 1.2.3\n", err: "" });
  });

  it.each([
    ["explain", "-", "--packets", "-"],
    ["diff", "-", "-"],
    ["assert", "-", "--file", "-"],
  ])("refuses to read standard input twice: %s %s %s %s", (...words) => {
    const { code, out, err } = sekisho(...words.filter((word) => word !== undefined));
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("standard input (-) can be given once only");
  });

  it.each([
    ["lint", "script"],
    ["diff", "script", "rules"],
    ["diff", "rules", "script"],
    ["explain", "script", "--packet", "chain=INPUT"],
    ["assert", "script", "nobody reaches ssh"],
  ])("leads from a script of commands to the command that reads it: %s %s", (...words) => {
    const { code, out, err } = sekisho(...words);
    expect([code, out]).toEqual([2, ""]);
    expect(err).toContain("sekisho normalize script > rules.v4");
  });

  it.each(Object.entries(commands))(
    "tells in the usage of %s each option that its help describes",
    (_, { help }) => {
      const [usage = "", ...described] = help.split("\n\n");
      const options = described.join("\n").match(/(?<=^ {2})--[a-z-]+/gm) ?? [];
      expect(options.length).toBeGreaterThan(1);
      expect(options.filter((option) => !usage.includes(option))).toEqual([]);
    },
  );
});
