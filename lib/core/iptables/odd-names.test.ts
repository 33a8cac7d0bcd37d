import { describe, expect, it } from "vitest";
import { parseLive, parseSave } from "./parse-save";

const tables = (...lines: string[]) =>
  `${["*filter", ":INPUT ACCEPT [0:0]", ...lines, "COMMIT"].join("\n")}\n`;

function rulesOf(parse: typeof parseLive, text: string, chain = "INPUT") {
  const parsed = parse(text, 4);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.text).join("; "));
  return parsed.value.tables[0]?.chains.find(({ name }) => name === chain)?.rules ?? [];
}

/** Names that iptables takes, and prints without quotes (`odd-names.kernel.test.ts` holds the kernel against them). */
const names = [
  'a"b',
  '"q"',
  '"',
  'end"',
  "it's",
  "back\\slash",
  "#x",
  "<x>",
  "$(x)",
  "{{x}}",
  "[0:0]",
  "COMMIT",
  "日本",
];

describe.each([
  ["just printed", parseLive],
  ["in a file", parseSave],
] as const)("a chain of an odd name, %s", (_, parse) => {
  it.each([...names, "nb\u00a0sp", "end\u00a0"])("is read letter by letter: %s", (name) => {
    const text = tables(
      `:${name} - [0:0]`,
      `-A INPUT -p tcp -j ${name}`,
      `-A INPUT -g ${name}`,
      `-A ${name} -j DROP`,
    );
    expect(rulesOf(parse, text).map(({ target }) => target)).toEqual([
      { kind: "jump", chain: name },
      { kind: "goto", chain: name },
    ]);
    expect(rulesOf(parse, text, name).map(({ target }) => target)).toEqual([{ kind: "drop" }]);
  });
});

describe("what iptables-save just printed", () => {
  it("quotes no interface, and a sign within a word quotes nothing", () => {
    const read = rulesOf(
      parseLive,
      tables(
        '-A INPUT -i "q" -j ACCEPT',
        '-A INPUT ! -i et"0 -j ACCEPT',
        '-A INPUT -m recent --set --name a"b --mask 255.255.255.255 --rsource -j DROP',
        '-A INPUT -m comment --comment "x\\" -j DROP" -j ACCEPT',
      ),
    );
    expect(read.map(({ matches: [match] }) => match)).toMatchObject([
      { kind: "in-interface", name: '"q"' },
      { kind: "in-interface", name: 'et"0', negated: true },
      { kind: "recent", name: 'a"b' },
      { kind: "comment", text: 'x" -j DROP' },
    ]);
    expect(read.map(({ target }) => target.kind)).toEqual(["accept", "accept", "drop", "accept"]);
  });

  it("names the chain and the line of what it does not understand", () => {
    const open = parseLive(tables(":mine - [0:0]", '-A mine -m comment --comment "open -j DROP'), 4);
    expect(open.ok ? [] : open.problems).toMatchObject([{ params: { line: 4, column: 30, chain: "mine" } }]);
    expect(open.ok ? "" : open.problems[0]?.text).toContain("(chain mine)");
    const twice = parseLive(tables(":\ufffd - [0:0]", ":\ufffd - [0:0]"), 4);
    expect(twice.ok ? [] : twice.problems).toMatchObject([{ params: { line: 4, chain: "\ufffd" } }]);
  });
});

describe("what somebody wrote for iptables-restore", () => {
  it("has its quotes taken off, but for the name of a chain that it declares", () => {
    const text = tables(
      ':a"b - [0:0]',
      '-A INPUT -j "ACCEPT"',
      '-A INPUT -j a"b',
      '-A "INPUT" -p "tcp" -j DROP',
    );
    expect(rulesOf(parseSave, text).map(({ target }) => target)).toEqual([
      { kind: "accept" },
      { kind: "jump", chain: 'a"b' },
      { kind: "drop" },
    ]);
    expect(parseSave(tables('-A INPUT -j a"b'), 4).ok).toBe(false);
  });
});
