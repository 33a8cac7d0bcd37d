import type { Address } from "@/lib/core/net/address";
import { addressBits } from "@/lib/core/net/family";
import { type Prefix, prefixHolds, prefixOf, prefixRange } from "@/lib/core/net/prefix";
import { broadcastPrefixes, loopbackPrefixes, multicastPrefixes } from "../predicate/address-type";
import type { PathHost, Route } from "./path-host";

const within = (list: readonly Prefix[], address: Address) => list.some((one) => prefixHolds(one, address));

const localTypes: ReadonlySet<Route["type"]> = new Set(["local", "broadcast", "anycast", "multicast"]);

const isLocal = ({ type }: Route) => localTypes.has(type);

/** Whether the first route is asked for rather than the second: longer, then of the kernel's own table, then by metric. */
function before(a: Route, b: Route): boolean {
  if (a.destination.length !== b.destination.length) return a.destination.length > b.destination.length;
  return isLocal(a) === isLocal(b) ? a.metric < b.metric : isLocal(a);
}

function longest(routes: readonly Route[], address: Address): Route | null {
  let best: Route | null = null;
  // Several ways of the same rank, such as fe80::/64 on every interface.
  let several = false;
  for (const route of routes) {
    if (!prefixHolds(route.destination, address)) continue;
    if (best === null || before(route, best)) {
      best = route;
      several = false;
    } else if (!before(best, route) && route.interface !== best.interface) several = true;
  }
  return best !== null && several ? { ...best, interface: null } : best;
}

/**
 * The route to an address. The kernel's own table is asked first, which in IPv4 is one with the main table as long as
 * no rule sends packets to another one: there the longest prefix of both counts (fib_trie.c, fib_trie_unmerge; measured
 * with `local 10.1.0.0/16 dev lo` and a network 10.1.201.0/24).
 */
function routeOf({ routes, furtherTables }: PathHost, address: Address): Route | null {
  if (routes === null) return null;
  if (address.family === 4 && furtherTables !== true) return longest(routes, address);
  return longest(routes.filter(isLocal), address) ?? longest(routes, address);
}

/** The last address of a network with more than two means everybody in it (fib_add_ifaddr, fib_frontend.c). */
function isBroadcast({ addresses }: PathHost, address: Address): boolean {
  return addresses.some(({ address: own, length }) => {
    if (own.family !== 4 || length > addressBits(4) - 2) return false;
    return address.value === prefixRange(prefixOf(own, length)).last;
  });
}

/** What an address is to this host, as its own table (`ip route show table local`) says; in the words of `-m addrtype`. */
export type AddressKind = "LOCAL" | "BROADCAST" | "MULTICAST" | "ANYCAST" | "UNICAST";

export function addressKind(host: PathHost, address: Address): AddressKind {
  if (within(multicastPrefixes, address)) return "MULTICAST";
  if (address.family === 4 && within(broadcastPrefixes, address)) return "BROADCAST";
  switch (routeOf(host, address)?.type) {
    case "local":
      return "LOCAL";
    case "broadcast":
      return "BROADCAST";
    case "anycast":
      return "ANYCAST";
    default:
      break;
  }
  if (host.addresses.some(({ address: own }) => own.value === address.value)) return "LOCAL";
  if (within(loopbackPrefixes, address)) return "LOCAL";
  return host.routes === null && isBroadcast(host, address) ? "BROADCAST" : "UNICAST";
}

/** The route to an address of others: null where there is none; "not-read" where the routes are not known. */
export function routeTo(host: PathHost, address: Address): Route | "not-read" | null {
  return host.routes === null || host.furtherTables === true ? "not-read" : routeOf(host, address);
}
