import type { Address } from "@/lib/core/net/address";
import { addressBits } from "@/lib/core/net/family";
import { type Prefix, prefixHolds, prefixOf, prefixRange } from "@/lib/core/net/prefix";
import { broadcastPrefixes, loopbackPrefixes, multicastPrefixes } from "../predicate/address-type";
import type { PathHost, Route } from "./path-host";

const within = (list: readonly Prefix[], address: Address) => list.some((one) => prefixHolds(one, address));

const localTypes: ReadonlySet<Route["type"]> = new Set(["local", "broadcast", "anycast", "multicast"]);

/** The longest prefix that holds the address, and of equal ones the lowest metric. */
function longest(routes: readonly Route[], address: Address): Route | null {
  let best: Route | null = null;
  for (const route of routes) {
    if (!prefixHolds(route.destination, address)) continue;
    const longer = route.destination.length - (best?.destination.length ?? -1);
    if (best === null || longer > 0 || (longer === 0 && route.metric < best.metric)) best = route;
  }
  if (best === null) return null;
  const { destination, metric } = best;
  const equals = routes.filter(
    (route) =>
      route.destination.length === destination.length &&
      route.metric === metric &&
      prefixHolds(route.destination, address),
  );
  // Several ways of the same rank, such as fe80::/64 on every interface.
  return equals.some((route) => route.interface !== best.interface) ? { ...best, interface: null } : best;
}

/** Of a network with more than two addresses the first and the last mean everybody in it (fib_add_ifaddr, fib_frontend.c). */
function isBroadcast({ addresses }: PathHost, address: Address): boolean {
  return addresses.some(({ address: own, length }) => {
    if (own.family !== 4 || length > addressBits(4) - 2) return false;
    const { first, last } = prefixRange(prefixOf(own, length));
    return address.value === first || address.value === last;
  });
}

/** What an address is to this host, as its own table (`ip route show table local`) says; in the words of `-m addrtype`. */
export type AddressKind = "LOCAL" | "BROADCAST" | "MULTICAST" | "ANYCAST" | "UNICAST";

export function addressKind(host: PathHost, address: Address): AddressKind {
  if (within(multicastPrefixes, address)) return "MULTICAST";
  if (address.family === 4 && within(broadcastPrefixes, address)) return "BROADCAST";
  if (host.routes !== null) {
    const own = host.routes.filter(({ type }) => localTypes.has(type));
    switch (longest(own, address)?.type) {
      case "local":
        return "LOCAL";
      case "broadcast":
        return "BROADCAST";
      case "anycast":
        return "ANYCAST";
      default:
        break;
    }
  }
  if (host.addresses.some(({ address: own }) => own.value === address.value)) return "LOCAL";
  if (within(loopbackPrefixes, address)) return "LOCAL";
  return host.routes === null && isBroadcast(host, address) ? "BROADCAST" : "UNICAST";
}

/** The route to an address of others: null where there is none; "not-read" where the routes are not known. */
export function routeTo(host: PathHost, address: Address): Route | "not-read" | null {
  if (host.routes === null || host.furtherTables === true) return "not-read";
  return longest(
    host.routes.filter(({ type }) => !localTypes.has(type) || type === "multicast"),
    address,
  );
}
