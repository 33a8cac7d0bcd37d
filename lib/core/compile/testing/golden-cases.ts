import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compile } from "@/lib/core/compile/compile";
import type { Compiled } from "@/lib/core/compile/compiled";
import { flatten } from "@/lib/core/compile/flatten";
import { scriptHeader } from "@/lib/core/compile/script-header";
import { type HostFacts, hostFactsSchema } from "@/lib/core/facts/host-facts";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { renderScript } from "@/lib/core/iptables/render-script";
import type { Policy } from "@/lib/core/policy/schema";
import { parsePolicy } from "@/lib/core/policy/validate";

const folder = fileURLToPath(new URL("../testdata/", import.meta.url));

/** Names of the golden cases; each is a folder of `testdata`. */
export const goldenNames: readonly string[] = readdirSync(folder).sort();

/** One file of a case, as it was committed. */
export function goldenText(name: string, file: string): string {
  return readFileSync(`${folder}${name}/${file}`, "utf8");
}

/** A case's policy and facts. */
export function goldenInput(name: string): { policy: Policy; facts: HostFacts | null } {
  const parsed = parsePolicy(JSON.parse(goldenText(name, "policy.json")));
  if (!parsed.ok) throw new Error(parsed.problems.map(({ text }) => text).join("\n"));
  const facts = existsSync(`${folder}${name}/facts.json`)
    ? hostFactsSchema.parse(JSON.parse(goldenText(name, "facts.json")))
    : null;
  return { policy: parsed.value, facts };
}

/** A case compiled now. */
export function goldenCompiled(name: string): Compiled {
  const { policy, facts } = goldenInput(name);
  const compiled = compile(policy, facts);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ text }) => text).join("\n"));
  return compiled.value;
}

/** Every file that is made from a case, rendered now. */
export function goldenOutputs(name: string): Readonly<Record<string, string>> {
  const compiled = goldenCompiled(name);
  const flat = flatten(compiled);
  const header = scriptHeader(goldenInput(name).policy);
  if (compiled.ruleset6 === null || flat.ruleset6 === null) throw new Error(`${name} has no IPv6`);
  return {
    "restore.txt": renderRestore(compiled.ruleset4),
    "ip6restore.txt": renderRestore(compiled.ruleset6),
    "flat.restore.txt": renderRestore(flat.ruleset4),
    "flat.ip6restore.txt": renderRestore(flat.ruleset6),
    "script.sh": renderScript({ ...flat, header }),
  };
}
