import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Flow, type FlowListing, flowKey } from "@/lib/core/flows/flow";
import { joinFlows } from "@/lib/core/flows/join-flows";
import { judgeFlow } from "@/lib/core/flows/judge-flow";
import { formatAddress, parseAddress } from "@/lib/core/net/address";
import { parseOnce } from "../explain/parse-once";
import type { CutMeans, FlowKeeper, FlowsView, FlowView } from "./flows-view";

/** What a host told in one connection. */
export type FlowsRead = { readonly facts: HostFacts; readonly listing: FlowListing };

/** An address as all others are written; of IPv4 inside of IPv6 the IPv4. */
export function plainAddress(text: string): string | null {
  const read = parseAddress(text.replace(/^::ffff:(?=\d+\.)/i, ""));
  return read && formatAddress(read);
}

function meansOf({ protocol, socket, tracked }: Flow, { tools }: FlowListing): CutMeans {
  if (socket !== null && tools.sockets && (protocol === "tcp" || protocol === "udp")) return "socket";
  return tracked && tools.untrack ? "tracking" : "no-tool";
}

function keeperOf(
  { way, original, socket }: Flow,
  { connection }: HostFacts,
  reader: string | null,
): FlowKeeper | null {
  const peer = way === "out" ? original.destination : original.source;
  const ownPort = socket?.localPort ?? original.destinationPort;
  const panel = connection && plainAddress(connection.panelAddress);
  if (connection && peer === panel && ownPort === connection.hostPort) return "panel";
  return reader !== null && peer === reader && !isLoopback(reader) ? "reader" : null;
}

/** A panel on the reader's own machine sees the reader come from here, which says nothing about hosts. */
const isLoopback = (address: string) => address.startsWith("127.") || address === "::1";

/**
 * The open flows whose first packet the live rules would not let in now, each beside its view. `reader`: the address that
 * the reader comes from, or null.
 */
export function judgeListing(
  { facts, listing }: FlowsRead,
  reader: string | null,
): {
  readonly found: readonly { readonly flow: Flow; readonly view: FlowView }[];
  readonly accepted: number;
} {
  const own = new Set(facts.addresses.flatMap(({ address }) => plainAddress(address) ?? []));
  const flows = joinFlows(listing, own);
  const found = flows.flatMap((flow) => {
    const text = flow.family === 4 ? facts.live.ipv4 : facts.live.ipv6;
    const tables = text === null ? null : parseOnce(text, flow.family);
    const { asNew, open } = tables?.ok
      ? judgeFlow(flow, tables.value, facts, { untracked: listing.tools.tracking && !flow.tracked })
      : ({ asNew: "cannot-tell", open: "cannot-tell" } as const);
    if (asNew === "accept") return [];
    const { original, way, family, protocol, socket } = flow;
    const view: FlowView = {
      key: flowKey(flow),
      way,
      family,
      protocol,
      from: { address: original.source, port: original.sourcePort },
      to: { address: original.destination, port: original.destinationPort },
      program: socket?.program ?? null,
      asNew,
      open,
      means: meansOf(flow, listing),
      keeper: keeperOf(flow, facts, reader),
    };
    return [{ flow, view }];
  });
  return { found, accepted: flows.length - found.length };
}

const urgency = { lives: 0, "cannot-tell": 1, ended: 2 } as const;

/** The same for a page: what lives first. */
export function flowsView(read: FlowsRead, reader: string | null, readAt: Date): FlowsView {
  const { found, accepted } = judgeListing(read, reader);
  const { sockets, tracking } = read.listing.tools;
  return {
    readAt: readAt.toISOString(),
    flows: found.map(({ view }) => view).toSorted((a, b) => urgency[a.open] - urgency[b.open]),
    accepted,
    seen: { sockets, tracking },
    more: read.listing.cut,
  };
}
