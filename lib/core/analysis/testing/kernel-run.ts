import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseSave } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Backend } from "./address-plan";
import { type Round, rigJob } from "./kernel-round";

/** Number, place (`host` or an interface), hop limit, source, destination and first four bytes of the payload in hex. */
export type Seen = readonly [
  serial: number,
  where: string,
  hopLimit: number,
  source: string,
  destination: string,
  ports: string,
];

/** What the kernel did in a round. */
export type RoundAnswer = { readonly saved: string; readonly seen: readonly Seen[] };

const rig = fileURLToPath(new URL("./kernel-rig.py", import.meta.url));

/** Sends all rounds through one back end, in namespaces of their own. */
export function sendRounds(
  family: Family,
  backend: Backend,
  rounds: readonly Round[],
): readonly RoundAnswer[] {
  const run = spawnSync("unshare", ["-n", "--fork", "--kill-child", "python3", rig], {
    input: rigJob(family, backend, rounds),
    encoding: "utf8",
    maxBuffer: 1 << 30,
  });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout).rounds;
}

export function parseSaved(text: string, family: Family): Ruleset {
  const result = parseSave(text, family);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.text).join("\n"));
  return result.value;
}

/** A saved text without counters, dates and the order of its tables. */
export function savedRules(text: string): string {
  return text
    .split(/^COMMIT$/m)
    .map((table) =>
      table
        .split("\n")
        .filter((line) => line !== "" && !line.startsWith("#"))
        .map((line) => line.replace(/^\[\d+:\d+\] /, "").replace(/ \[\d+:\d+\]$/, ""))
        .join("\n"),
    )
    .filter((table) => table !== "")
    .sort()
    .join("\nCOMMIT\n");
}
