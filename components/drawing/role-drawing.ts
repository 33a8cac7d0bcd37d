import { compile } from "@/lib/core/compile/compile";
import { type RoleSourceName, roleSources, startingPolicy } from "@/lib/core/policy/roles";
import type { RoleName } from "@/lib/core/policy/schema";
import { drawRulesets } from "./drawing-model";
import type { Drawing } from "./drawing-types";

/** Documentation addresses (RFC 5737) that stand for the sources of a role's picture. */
const samples: Readonly<Record<RoleSourceName, readonly string[]>> = {
  admin: ["192.0.2.7/32", "2001:db8:7::7/128"],
  hq: ["198.51.100.0/27", "2001:db8:1::/48"],
  branch: ["198.51.100.32/27", "2001:db8:2::/48"],
  partner: ["203.0.113.0/27", "2001:db8:3::/48"],
  destination: ["203.0.113.80/32", "2001:db8:80::80/128"],
};

/**
 * A role's picture, made by compiling its starting rules with sample sources; `names` are the reader's words for them.
 * Null only when the role could not be compiled, which a test rules out.
 */
export function drawRole(role: RoleName, names: Readonly<Record<RoleSourceName, string>>): Drawing | null {
  const { required, optional } = roleSources[role];
  const used = [...required, ...optional];
  const policy = startingPolicy(role, Object.fromEntries(used.map((name) => [name, samples[name]])));
  // Ping is a protection's choice and not what a role is about.
  const compiled = compile({ ...policy, protections: { ...policy.protections, ping: null } }, null);
  if (!compiled.ok) return null;
  return drawRulesets(compiled.value, {
    networks: used.map((name) => ({ name: names[name], entries: samples[name] })),
    services: policy.services,
    panelAddress: null,
  });
}
