import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { goldenNames, goldenOutputs } from "./testing/golden-cases";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "sekisho-golden-"));
  // The script says `iptables`; these stand before the system's own in PATH and so choose the back end.
  for (const backend of ["nft", "legacy"]) {
    const { status } = spawnSync("mkdir", [join(folder, backend)]);
    expect(status).toBe(0);
    for (const program of ["iptables", "ip6tables"]) {
      const found = spawnSync("sh", ["-c", `command -v ${program}-${backend}`], { encoding: "utf8" });
      symlinkSync(found.stdout.trim(), join(folder, backend, program));
    }
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a POSIX script in a network namespace of its own; its input is on stdin. */
function inNamespace(script: string, input = ""): { status: number | null; stdout: string; stderr: string } {
  return spawnSync("unshare", ["-n", "--kill-child", "--fork", "sh", "-c", script], {
    input,
    encoding: "utf8",
  });
}

/** Lines of saved tables without comments and counters. */
function saved(text: string, keep: (line: string) => boolean): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/ \[\d+:\d+\]$/, " [0:0]"))
    .filter((line) => line !== "" && !line.startsWith("#") && keep(line));
}

const families = [
  { program: "iptables", restore: "restore.txt", flat: "flat.restore.txt" },
  { program: "ip6tables", restore: "ip6restore.txt", flat: "flat.ip6restore.txt" },
] as const;
const backends = ["nft", "legacy"] as const;

/** Prints the tables that a text holds, in its order. */
const save = (program: string, backend: string, text: string) =>
  [...text.matchAll(/^\*(\w+)$/gm)].map(([, table]) => `${program}-${backend}-save -t ${table}`).join("; ");

/** Programs that note what they are called with; the tenth call sends a signal to the script. */
function noting(signal: string): string {
  const file = join(folder, `noting-${signal}`);
  const program = `#!/bin/sh
echo "$0 $*" >>${file}/calls
[ "$(wc -l <${file}/calls)" -ne 10 ] || kill -${signal} $PPID
`;
  spawnSync("mkdir", [file]);
  for (const name of ["iptables", "ip6tables"]) {
    writeFileSync(join(file, name), program, { mode: 0o755 });
  }
  return file;
}

describe("the script when its session breaks off", () => {
  it.each(["dash", "busybox sh", "bash"])("goes on to the end, chain policies and all (%s)", (shell) => {
    const programs = noting("HUP");
    rmSync(join(programs, "calls"), { force: true });
    const script = goldenOutputs("mail-server")["script.sh"] ?? "";
    const run = inNamespace(`PATH=${programs}:$PATH ${shell} -s`, script);
    expect({ status: run.status, stderr: run.stderr }).toEqual({ status: 0, stderr: "" });
    const calls = readFileSync(join(programs, "calls"), "utf8").trimEnd().split("\n");
    expect(calls.at(-1)).toBe(`${programs}/ip6tables -w -P OUTPUT DROP`);
    expect(calls.every((call) => call.includes(" -w "))).toBe(true);
  });

  it.each(["dash", "busybox sh", "bash"])(
    "says that it is not complete when it is interrupted (%s)",
    (shell) => {
      const programs = noting("INT");
      rmSync(join(programs, "calls"), { force: true });
      const script = goldenOutputs("mail-server")["script.sh"] ?? "";
      const run = inNamespace(`PATH=${programs}:$PATH ${shell} -s`, script);
      expect(run.status).toBe(1);
      expect(run.stderr).toContain("Stopped before the end");
    },
  );
});

describe.each(goldenNames)("the golden case %s in the real kernel", (name) => {
  const outputs = goldenOutputs(name);

  it.each(backends)("own chains are printed back exactly as rendered (%s)", (backend) => {
    for (const { program, restore } of families) {
      const text = outputs[restore] ?? "";
      const run = inNamespace(
        `${program}-${backend}-restore -n && { ${save(program, backend, text)}; }`,
        text,
      );
      expect(run.stderr).not.toMatch(/fail|error/i);
      expect(run.status).toBe(0);
      const own = (line: string) => !/^:(PREROUTING|INPUT|FORWARD|OUTPUT) /.test(line);
      expect(saved(run.stdout, own)).toEqual(saved(text, own));
    }
  });

  it.each(backends)(
    "the script leaves the flat table, and leaves it again when it is run again (%s)",
    (backend) => {
      const file = join(folder, "script.sh");
      writeFileSync(file, outputs["script.sh"] ?? "");
      const sandbox = name.startsWith("egress-sandbox");
      const saves = families
        .map(({ program, flat }) => `${save(program, backend, outputs[flat] ?? "")}; echo ==`)
        .join("; ");
      const before = families
        .map(
          ({ program }) =>
            `${program}-${backend} -P INPUT DROP; ${program}-${backend} -A INPUT -i lo -j ACCEPT`,
        )
        .join("; ");
      for (const shell of ["dash", "busybox sh"]) {
        const once = `PATH=${join(folder, backend)}:$PATH ${shell} ${file}`;
        const run = inNamespace(`set -e; ${before}; ${once}; ${saves}; ${once}; ${saves}`);
        expect(run.stderr.replace(/^# Warning: .*\n/gm, "")).toBe("");
        expect(run.status).toBe(0);
        const [first4 = "", first6 = "", second4 = "", second6 = ""] = run.stdout.split("==\n");
        const tables = [
          [first4, second4, outputs["flat.restore.txt"]],
          [first6, second6, outputs["flat.ip6restore.txt"]],
        ] as const;
        for (const [first, second, flat = ""] of tables) {
          // The sandbox rebuilds OUTPUT and leaves the rest as it found it.
          const part = (line: string) => !sandbox || line.startsWith("-A OUTPUT");
          expect(saved(first, part)).toEqual(saved(flat, part));
          expect(saved(second, () => true)).toEqual(saved(first, () => true));
          if (sandbox) {
            expect(first).toContain(":INPUT DROP");
            expect(first).toContain("-A INPUT -i lo -j ACCEPT");
            expect(first).toContain(":OUTPUT ACCEPT");
          }
        }
      }
    },
  );
});
