import { compile } from "@/lib/core/compile/compile";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { type RoleSourceName, startingPolicy } from "@/lib/core/policy/roles";
import type { Policy, RoleName } from "@/lib/core/policy/schema";

/** Own-chain texts of both families, as the panel pushes them. */
export type RoleTexts = { readonly rules4: string; readonly rules6: string };

/** A policy's rules, made as the panel makes them. */
export function policyTexts(policy: Policy): RoleTexts {
  const compiled = compile(policy, null);
  if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error(JSON.stringify(compiled));
  const { ruleset4, ruleset6 } = compiled.value;
  return { rules4: renderRestore(ruleset4), rules6: renderRestore(ruleset6) };
}

/** A role's rules; each source is a list of prefixes of either family. */
export function roleTexts(
  role: RoleName,
  sources: Readonly<Partial<Record<RoleSourceName, readonly string[]>>>,
): RoleTexts {
  return policyTexts(startingPolicy(role, sources));
}
