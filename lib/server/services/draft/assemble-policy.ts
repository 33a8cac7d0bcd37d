import type { NetworkObject, Policy, PolicyBody, ServiceObject } from "@/lib/core/policy/schema";
import { namesIn } from "../object/names-in";

/**
 * A draft's body and the objects that it names → a whole policy. Objects that it does not name are left out, so that
 * a change to one of those changes nothing here; names without an object are found by `validatePolicy`.
 */
export function assemblePolicy(
  body: PolicyBody,
  objects: { readonly networks: readonly NetworkObject[]; readonly services: readonly ServiceObject[] },
): Policy {
  const names = namesIn(body);
  return {
    schema: "sekisho-policy/1",
    ...body,
    networks: objects.networks.filter((network) => names.networks.has(network.name)),
    services: objects.services.filter((service) => names.services.has(service.name)),
  };
}
