import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { parseLive, parseSave } from "./parse-save";
import { shellQuote } from "./quote";

/** Every kind of sign that iptables takes in the name of a chain: all but blanks, and `-` and `!` in front. */
const names = [
  ...['a"b', '"q"', '"', 'end"', "it's", "back\\slash", "#x", "a:b", ":x", "[0:0]", "*x", "COMMIT", "日本"],
  ...[
    "nb\u00a0sp",
    "end\u00a0",
    "<x>",
    "$(x)",
    "{{x}}",
    "`x`",
    "a,b",
    "policy",
    "ACCEPTx",
    "twenty-eight-signs-are-taken",
  ],
];

describe.each(["nft", "legacy"])("chains of any name that the kernel holds (%s)", (backend) => {
  it.each([4, 6] as const)("are read as the kernel has them, IPv%i", (family) => {
    const program = `${family === 4 ? "iptables" : "ip6tables"}-${backend}`;
    const lines = names
      .map(shellQuote)
      .flatMap((name) => [
        `${program} -N ${name}`,
        `${program} -A ${name} -p tcp -j RETURN`,
        `${program} -A FORWARD -i 'et"0' -j ${name}`,
        `${program} -A FORWARD -g ${name}`,
      ]);
    const script = ["set -e", ...lines, `${program}-save -c`].join("\n");
    const run = spawnSync("unshare", ["-n", "sh", "-c", script], { encoding: "utf8" });
    expect(run.stderr).toBe("");
    const saved = parseLive(run.stdout, family);
    if (!saved.ok) throw new Error(saved.problems.map(({ text }) => text).join("\n"));
    const chains = saved.value.tables[0]?.chains ?? [];
    expect(saved.problems).toEqual([]);
    expect(new Set(chains.slice(3).map(({ name }) => name))).toEqual(new Set(names));
    expect(chains.slice(3).map(({ rules }) => rules.length)).toEqual(names.map(() => 1));
    const led = chains.find(({ name }) => name === "FORWARD")?.rules ?? [];
    expect(led.map(({ matches, target }) => [...matches, target])).toEqual(
      names.flatMap((chain) => [
        [
          { kind: "in-interface", name: 'et"0' },
          { kind: "jump", chain },
        ],
        [{ kind: "goto", chain }],
      ]),
    );
    // The same text as a file: interfaces are quoted there as iptables-restore would read them.
    const file = parseSave(run.stdout.replaceAll('et"0', "eth0"), family);
    expect(file.ok && file.value.tables[0]?.chains.map(({ name }) => name)).toEqual(
      chains.map(({ name }) => name),
    );
  });
});
