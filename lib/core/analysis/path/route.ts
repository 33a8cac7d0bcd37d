import { formatAddress } from "@/lib/core/net/address";
import { prefixHolds } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";
import { loopbackPrefixes } from "../predicate/address-type";
import type { PathHost } from "./path-host";
import type { RouteStage } from "./path-verdict";
import { addressKind, routeTo } from "./route-table";

type Decision = Omit<RouteStage, "kind">;

const to = (where: RouteStage["to"], out: string | null, because: string): Decision => ({
  to: where,
  out,
  because,
});

function said({ chain, out }: Packet): Decision {
  return chain === "FORWARD"
    ? to("forward", out, "the packet is said to be in FORWARD")
    : to("host", null, `the packet is said to be in ${chain}`);
}

/** Nothing is known of the host but what the packet says. */
function unknownHost(packet: Packet, translated: boolean): Decision {
  const { destination } = packet;
  if (!translated) return said(packet);
  const address = destination === null ? "the new destination" : formatAddress(destination);
  return to("not-known", null, `whether ${address} is an address of this host`);
}

/** Forwarding to an address of others, by the routes. */
function onwards(packet: Packet, host: PathHost, out: string | null): Decision {
  const { destination, hopLimit } = packet;
  const text = destination === null ? "the destination" : formatAddress(destination);
  if (!host.forwarding)
    return to("nowhere", null, `${text} is no address of this host, which does not forward`);
  if (hopLimit !== null && hopLimit <= 1) return to("nowhere", null, "its hop limit is used up");
  const route = destination === null ? "not-read" : routeTo(host, destination);
  if (route === null) return to("nowhere", null, `there is no route to ${text}`);
  if (route === "not-read") return to("forward", out, `${text} is no address of this host`);
  switch (route.type) {
    case "unreachable":
    case "prohibit":
    case "blackhole":
    case "throw":
      return to("nowhere", null, `the route to ${text} is ${route.type}`);
    default:
      return to("forward", route.interface ?? out, `${text} is no address of this host; the route to it`);
  }
}

/**
 * Where a packet goes that has come in (ip_route_input_slow, route.c): to this host, on, or nowhere. What the packet
 * says of its chain counts where nothing better is known. `translated`: the destination is not the one that it had then.
 */
export function routeIn(packet: Packet, host: PathHost | null, translated: boolean): Decision {
  const { destination } = packet;
  if (host === null) return unknownHost(packet, translated);
  if (destination === null) {
    return translated ? to("not-known", null, "the new destination is not known") : said(packet);
  }
  const text = formatAddress(destination);
  switch (addressKind(host, destination)) {
    case "LOCAL":
      if (
        packet.in !== "lo" &&
        destination.family === 4 &&
        loopbackPrefixes.some((one) => prefixHolds(one, destination))
      ) {
        return to("not-known", null, `whether ${text} is let in from outside (route_localnet)`);
      }
      return to("host", null, `${text} is an address of this host`);
    case "BROADCAST":
    case "ANYCAST":
      return to("host", null, `${text} means this host among others`);
    case "MULTICAST":
      return packet.chain === "INPUT" && !translated
        ? said(packet)
        : to("not-known", null, `who listens to ${text}`);
    case "UNICAST":
      return onwards(packet, host, translated ? null : packet.out);
  }
}

/** By which interface a packet leaves that this host made; what goes to the host itself leaves by `lo`. */
export function routeOut(packet: Packet, host: PathHost | null, translated: boolean): Decision {
  const { destination } = packet;
  const kept = translated ? null : packet.out;
  if (destination === null)
    return to("out", kept, kept === null ? "the destination is not known" : "as it is said");
  const text = formatAddress(destination);
  const loops = loopbackPrefixes.some((one) => prefixHolds(one, destination));
  if (host === null) {
    if (loops) return to("out", "lo", `${text} is an address of every host`);
    return to("out", kept, kept === null ? "the routes are not known" : "as it is said");
  }
  const kind = addressKind(host, destination);
  if (loops || kind === "LOCAL" || kind === "ANYCAST") {
    return to("out", "lo", `${text} is an address of this host`);
  }
  if (kept !== null) return to("out", kept, "as it is said");
  const route = routeTo(host, destination);
  if (route === null) return to("nowhere", null, `there is no route to ${text}`);
  if (route === "not-read") return to("out", null, "the routes are not known");
  switch (route.type) {
    case "unreachable":
    case "prohibit":
    case "blackhole":
    case "throw":
      return to("nowhere", null, `the route to ${text} is ${route.type}`);
    default:
      return to("out", route.interface, `the route to ${text}`);
  }
}
