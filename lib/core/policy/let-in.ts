import { type InboundRule, inboundRuleSchema, type PolicyBody } from "./schema";

/** Somebody who comes in for a while: a network and a service by their names, and when that ends (UTC, to the second). */
export type Guest = { readonly network: string; readonly service: string; readonly until: string };

function freeId({ purposes, client }: PolicyBody): string {
  const taken = new Set([...purposes.flatMap(({ rules }) => rules), ...client.rules].map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`guest-${number}`)) return `guest-${number}`;
}

/**
 * The policy with access that ends by itself. The rule stands behind the administrators' and before all others, so that
 * none of these keeps the guest away; the same guest's earlier access gives way to it.
 */
export function letIn(body: PolicyBody, { network, service, until }: Guest): PolicyBody {
  const isOlder = (rule: InboundRule) =>
    rule.until !== undefined && rule.sources.join() === network && rule.services.join() === service;
  const rule = inboundRuleSchema.parse({ id: freeId(body), sources: [network], services: [service], until });
  return {
    ...body,
    purposes: body.purposes.map((purpose, at) => {
      const rules = purpose.rules.filter((one) => !isOlder(one));
      const place = rules.filter(({ admin }) => admin).length;
      return { ...purpose, rules: at === 0 ? rules.toSpliced(place, 0, rule) : rules };
    }),
  };
}
