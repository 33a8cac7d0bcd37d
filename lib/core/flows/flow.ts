import type { Family } from "@/lib/core/net/family";

/** How many flows one call ends: each starts two programs on the host. */
export const mostCutAtOnce = 200;

/** Where packets of one direction come from and go to; addresses as `formatAddress` prints them. */
export type Ends = {
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
};

/** An entry of connection tracking: its first packet's direction, and that of the answers after any translation. */
export type Tracked = {
  readonly family: Family;
  /** As the kernel names it: `tcp`, `udp`, `sctp` … */
  readonly protocol: string;
  readonly original: Ends;
  readonly reply: Ends;
};

/** A socket of the host that is connected to a peer. */
export type Socket = {
  readonly family: Family;
  readonly protocol: "tcp" | "udp";
  readonly local: string;
  readonly localPort: number;
  readonly peer: string;
  readonly peerPort: number;
  readonly program: string | null;
  readonly uid: number;
};

/** What a host told of its flows. */
export type FlowListing = {
  readonly tracked: readonly Tracked[];
  readonly sockets: readonly Socket[];
  /** Ports that something listens on: flows with these as their own port came in. */
  readonly listening: readonly { readonly protocol: "tcp" | "udp"; readonly port: number }[];
  readonly tools: {
    /** `ss` is there: sockets are listed, and can be closed. */
    readonly sockets: boolean;
    /** What tracks is listed. */
    readonly tracking: boolean;
    /** `conntrack` is there: an entry can be taken away. */
    readonly untrack: boolean;
  };
  /** The kernel takes up a connection in its middle (nf_conntrack_tcp_loose); null: not read. */
  readonly loose: boolean | null;
  /** A list was so long that its end is missing. */
  readonly cut: boolean;
};

/** One flow that is alive: by its first packet, as far as it is known who began. */
export type Flow = {
  readonly family: Family;
  readonly protocol: string;
  readonly way: "in" | "out" | "through";
  readonly original: Ends;
  /** Null: none of this host's own (a forwarded flow, a server without a socket for each peer). */
  readonly socket: Socket | null;
  readonly tracked: boolean;
};

/** One name for a flow, which holds as long as it lives. */
export function flowKey({ protocol, original }: Flow): string {
  const { source, sourcePort, destination, destinationPort } = original;
  return [protocol, source, sourcePort, destination, destinationPort].join(" ");
}

/** The two ends of a flow whoever began: what the kernel takes up anew may count as begun by the other side. */
export function endsKey({ protocol, original }: Pick<Flow, "protocol" | "original">): string {
  const { source, sourcePort, destination, destinationPort } = original;
  return [protocol, ...[`${source} ${sourcePort}`, `${destination} ${destinationPort}`].toSorted()].join(" ");
}
