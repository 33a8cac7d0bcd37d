import { formatAddress } from "@/lib/core/net/address";
import { sampleAddress } from "./examples";
import type { Offers } from "./explain-view";
import type { ExplainInput } from "./find-rules";

/** Longer lists help nobody who types. */
const mostOffers = 40;

/** What the fields can offer while somebody types: an address of each network, the services' ports, what the host has. */
export function offersFor({ facts, objects }: ExplainInput): Offers {
  const ports = new Map<string, string>();
  for (const { name, parts } of objects.services) {
    for (const part of parts) {
      if (part.protocol === "ping") continue;
      for (const port of part.ports) ports.set(port, name);
    }
  }
  return {
    addresses: objects.networks.slice(0, mostOffers).flatMap((network) => {
      const address = sampleAddress(network);
      return address === null ? [] : [{ name: network.name, address: formatAddress(address) }];
    }),
    ports: [...ports].slice(0, mostOffers).map(([port, name]) => ({ port, name })),
    interfaces: [...new Set(facts?.addresses.map((one) => one.interface))],
    users: Object.keys(facts?.users ?? {}).slice(0, mostOffers),
  };
}
