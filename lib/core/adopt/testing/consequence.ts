import type { MeaningDiff } from "@/lib/core/analysis/diff/change-row";
import { diffRulesets } from "@/lib/core/analysis/diff/diff";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import { substitute } from "@/lib/core/analysis/substitute";
import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Family } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { LiveRef } from "../account";
import type { Live } from "../adopt";
import { type Stand, standsUnder } from "../stands";

/** What an apply of a policy would change on a host: exactly, by family, and where each live rule would stand. */
export type Consequence = {
  readonly diffs: Readonly<Record<Family, MeaningDiff | null>>;
  readonly standOf: (ref: LiveRef) => Stand;
};

/** Compares the host as it is with the host under a policy, which must compile for it. */
export function consequenceOf(policy: Policy, live: Live, facts: HostFacts): Consequence {
  const compiled = compile(policy, facts);
  if (!compiled.ok) throw new Error(compiled.problems.map(({ text }) => text).join("\n"));
  const diff = (family: Family, now: Ruleset | null, next: Ruleset | null) =>
    now === null || next === null
      ? null
      : diffRulesets(now, substitute(now, next), { host: pathHost(facts, family) });
  const { ruleset4, ruleset6 } = compiled.value;
  return {
    diffs: { 4: diff(4, live.ruleset4, ruleset4), 6: diff(6, live.ruleset6, ruleset6) },
    standOf: standsUnder(live, compiled.value),
  };
}
