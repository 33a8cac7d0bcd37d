import { assertionNames, renameInAssertion } from "@/lib/core/policy/assertion/assertion-names";
import { builtInNetworks, everyService, type PolicyBody } from "@/lib/core/policy/schema";

/** The objects that a policy body names; built-in names are left out. */
export function namesIn(body: PolicyBody): { networks: Set<string>; services: Set<string> } {
  const networks = new Set<string>();
  const services = new Set<string>(body.client.services);
  for (const rule of body.purposes.flatMap((purpose) => purpose.rules)) {
    for (const source of rule.sources) networks.add(source);
    for (const service of rule.services) services.add(service);
  }
  for (const rule of body.client.rules) {
    for (const destination of rule.destinations) networks.add(destination);
    for (const service of rule.services) services.add(service);
  }
  const asserted = assertionNames(body.assertions);
  for (const name of asserted.networks) networks.add(name);
  for (const name of asserted.services) services.add(name);
  for (const name of builtInNetworks) networks.delete(name);
  services.delete(everyService);
  return { networks, services };
}

/** The body with object names replaced; names that the maps do not hold stay. */
export function renameIn(
  body: PolicyBody,
  networks: ReadonlyMap<string, string>,
  services: ReadonlyMap<string, string>,
): PolicyBody {
  const network = (name: string) => networks.get(name) ?? name;
  const service = (name: string) => services.get(name) ?? name;
  const { assertions } = body;
  return {
    ...body,
    ...(assertions && { assertions: assertions.map((text) => renameInAssertion(text, network, service)) }),
    purposes: body.purposes.map((purpose) => ({
      ...purpose,
      rules: purpose.rules.map((rule) => ({
        ...rule,
        sources: rule.sources.map(network),
        services: rule.services.map(service),
      })),
    })),
    client: {
      ...body.client,
      services: body.client.services.map(service),
      rules: body.client.rules.map((rule) => ({
        ...rule,
        destinations: rule.destinations.map(network),
        services: rule.services.map(service),
      })),
    },
  };
}
