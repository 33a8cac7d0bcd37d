import { outboundRuleSchema, type PolicyBody } from "./schema";

/** Where something may be sent to: a network and a service by their names. */
export type WayOut = { readonly network: string; readonly service: string };

function freeId({ purposes, client }: PolicyBody): string {
  const taken = new Set([...purposes.flatMap(({ rules }) => rules), ...client.rules].map(({ id }) => id));
  for (let number = 1; ; number++) if (!taken.has(`to-${number}`)) return `to-${number}`;
}

/** The policy with one more way out, in front of all other rules so that none of these refuses it, and the rule's id. */
export function letOut(
  body: PolicyBody,
  { network, service }: WayOut,
): { readonly body: PolicyBody; readonly id: string } {
  const same = body.client.rules.find(
    (rule) =>
      rule.enabled &&
      rule.verdict === "accept" &&
      rule.user === null &&
      rule.limit === null &&
      rule.destinations.join() === network &&
      rule.services.join() === service,
  );
  if (same !== undefined) return { body, id: same.id };
  const id = freeId(body);
  const rule = outboundRuleSchema.parse({ id, destinations: [network], services: [service] });
  return { body: { ...body, client: { ...body.client, rules: [rule, ...body.client.rules] } }, id };
}
