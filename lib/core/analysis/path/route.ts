import { type Address, formatAddress } from "@/lib/core/net/address";
import { prefixHolds } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";
import { doubtText } from "../doubt";
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
    ? to("forward", out, doubtText("said-chain", { chain }))
    : to("host", null, doubtText("said-chain", { chain }));
}

/** Nothing is known of the host but what the packet says. */
function unknownHost(packet: Packet, translated: boolean): Decision {
  const { destination } = packet;
  if (!translated) return said(packet);
  const because =
    destination === null
      ? doubtText("maybe-own-new", {})
      : doubtText("maybe-own", { address: formatAddress(destination) });
  return to("not-known", null, because);
}

/** Forwarding to an address of others, by the routes. */
function onwards({ hopLimit }: Packet, destination: Address, host: PathHost, out: string | null): Decision {
  const address = formatAddress(destination);
  if (!host.forwarding) return to("nowhere", null, doubtText("not-forwarded", { address }));
  if (hopLimit !== null && hopLimit <= 1) return to("nowhere", null, doubtText("hops-used", {}));
  const route = routeTo(host, destination);
  if (route === null) return to("nowhere", null, doubtText("no-route", { address }));
  if (route === "not-read") return to("forward", out, doubtText("others", { address }));
  switch (route.type) {
    case "unreachable":
    case "prohibit":
    case "blackhole":
    case "throw":
      return to("nowhere", null, doubtText("route-refuses", { address, type: route.type }));
    default:
      return to("forward", route.interface ?? out, doubtText("others-routed", { address }));
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
    return translated ? to("not-known", null, doubtText("new-destination", {})) : said(packet);
  }
  const address = formatAddress(destination);
  switch (addressKind(host, destination)) {
    case "LOCAL":
      if (
        packet.in !== "lo" &&
        destination.family === 4 &&
        loopbackPrefixes.some((one) => prefixHolds(one, destination))
      ) {
        return to("not-known", null, doubtText("loopback-from-outside", { address }));
      }
      return to("host", null, doubtText("own", { address }));
    case "BROADCAST":
    case "ANYCAST":
      return to("host", null, doubtText("own-among-others", { address }));
    case "MULTICAST":
      return packet.chain === "INPUT" && !translated
        ? said(packet)
        : to("not-known", null, doubtText("group-members", { address }));
    case "UNICAST":
      return onwards(packet, destination, host, translated ? null : packet.out);
  }
}

/** By which interface a packet leaves that this host made; what goes to the host itself leaves by `lo`. */
export function routeOut(packet: Packet, host: PathHost | null, translated: boolean): Decision {
  const { destination } = packet;
  const kept = translated ? null : packet.out;
  if (destination === null)
    return to("out", kept, kept === null ? doubtText("open-destination", {}) : doubtText("as-said", {}));
  const address = formatAddress(destination);
  const loops = loopbackPrefixes.some((one) => prefixHolds(one, destination));
  if (host === null) {
    if (loops) return to("out", "lo", doubtText("every-hosts", { address }));
    return to("out", kept, kept === null ? doubtText("open-routes", {}) : doubtText("as-said", {}));
  }
  const kind = addressKind(host, destination);
  if (loops || kind === "LOCAL" || kind === "ANYCAST") {
    return to("out", "lo", doubtText("own", { address }));
  }
  if (kept !== null) return to("out", kept, doubtText("as-said", {}));
  const route = routeTo(host, destination);
  if (route === null) return to("nowhere", null, doubtText("no-route", { address }));
  if (route === "not-read") return to("out", null, doubtText("open-routes", {}));
  switch (route.type) {
    case "unreachable":
    case "prohibit":
    case "blackhole":
    case "throw":
      return to("nowhere", null, doubtText("route-refuses", { address, type: route.type }));
    default:
      return to("out", route.interface, doubtText("routed", { address }));
  }
}
