import type { HostFacts } from "@/lib/core/facts/host-facts";
import { startingBody } from "@/lib/core/policy/roles";
import { inboundRuleSchema, type Policy, type PolicyBody, type RoleName } from "@/lib/core/policy/schema";
import type { KnownObjects } from "./adopt";
import { noServices } from "./box";
import { ObjectNames } from "./name-objects";

/** Nothing that an administrator could be missing: the protections are the operator's to choose. */
const unprotected: Policy["protections"] = {
  invalid: false,
  spoofed: false,
  scans: false,
  newConnections: null,
  ping: null,
  logRefused: null,
};

/**
 * A policy that stands in front of the live rules and leaves all the rest to them: it lets the panel in, and speaks of
 * nothing else. `made` are the services that it needs anew.
 */
export function besidePolicy(
  facts: HostFacts,
  known: KnownObjects,
): { readonly policy: Policy; readonly made: KnownObjects } {
  const names = new ObjectNames(known.networks, known.services);
  const port = facts.connection?.hostPort ?? 22;
  const services = names.servicesOf({ ...noServices, tcp: [{ first: port, last: port }] });
  const admin = inboundRuleSchema.parse({ id: "admin", sources: ["panel"], services, admin: true });
  const blank = startingBody("blank");
  const policy: Policy = {
    schema: "sekisho-policy/1",
    ...blank,
    purposes: [{ id: "blank", role: "blank", address: null, rules: [admin] }],
    protections: unprotected,
    forward: "return",
    otherwise: "hand-on",
    networks: [...known.networks, ...names.networks],
    services: [...known.services, ...names.services],
  };
  return { policy, made: { networks: names.networks, services: names.services } };
}

/** A role as the wizard begins with it, with this panel as its administrator; other sources are still to be picked. */
export function afreshBody(role: RoleName): PolicyBody {
  const body = startingBody(role);
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: ["panel"] } : rule)),
  }));
  return { ...body, purposes };
}

/** The same as a policy that can be compiled: what has no source or destination yet is left out. */
export function afreshPolicy(role: RoleName, known: KnownObjects): Policy {
  const body = afreshBody(role);
  return {
    schema: "sekisho-policy/1",
    ...body,
    purposes: body.purposes.map((purpose) => ({
      ...purpose,
      rules: purpose.rules.filter(({ sources }) => sources.length > 0),
    })),
    client: {
      ...body.client,
      rules: body.client.rules.filter(({ destinations }) => destinations.length > 0),
    },
    networks: [...known.networks],
    services: [...known.services],
  };
}
