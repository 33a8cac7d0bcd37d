import type { Flow, FlowListing, Socket, Tracked } from "./flow";

const socketKey = (protocol: string, local: string, localPort: number, peer: string, peerPort: number) =>
  [protocol, local, localPort, peer, peerPort].join(" ");
const keyOf = ({ protocol, local, localPort, peer, peerPort }: Socket) =>
  socketKey(protocol, local, localPort, peer, peerPort);

/** Who began, by what tracking saw: null for what stays inside of the host. */
function wayOf({ original, reply }: Tracked, own: ReadonlySet<string>): Flow["way"] | null {
  // Answers come from where the packets really went, behind any translation of the destination.
  const comesIn = own.has(reply.source);
  const goesOut = own.has(original.source);
  if (comesIn && goesOut) return null;
  return comesIn ? "in" : goesOut ? "out" : "through";
}

/** The key of the socket that an entry belongs to. */
function socketOf({ protocol, original, reply }: Tracked, way: Flow["way"]): string | null {
  if (way === "through") return null;
  const { source, sourcePort, destination, destinationPort } = way === "in" ? reply : original;
  return socketKey(protocol, source, sourcePort, destination, destinationPort);
}

/** A socket that is not tracked: it came in where something listens on its port. */
function untracked(socket: Socket, listening: FlowListing["listening"]): Flow {
  const { family, protocol, local, localPort, peer, peerPort } = socket;
  const cameIn = listening.some((one) => one.protocol === protocol && one.port === localPort);
  const original = cameIn
    ? { source: peer, sourcePort: peerPort, destination: local, destinationPort: localPort }
    : { source: local, sourcePort: localPort, destination: peer, destinationPort: peerPort };
  return { family, protocol, way: cameIn ? "in" : "out", original, socket, tracked: false };
}

/**
 * The flows of a host: what is tracked, each with the socket that it belongs to, then sockets that nothing tracks. What
 * goes from the host to itself is left out. `own`: the host's addresses.
 */
export function joinFlows(listing: FlowListing, own: ReadonlySet<string>): Flow[] {
  const sockets = new Map(listing.sockets.map((socket) => [keyOf(socket), socket]));
  const taken = new Set<string>();
  const flows: Flow[] = [];
  for (const entry of listing.tracked) {
    const way = wayOf(entry, own);
    const key = way && socketOf(entry, way);
    if (key !== null) taken.add(key);
    if (way === null) continue;
    const { family, protocol, original } = entry;
    flows.push({
      family,
      protocol,
      way,
      original,
      socket: key === null ? null : (sockets.get(key) ?? null),
      tracked: true,
    });
  }
  for (const [key, socket] of sockets) {
    const inside = own.has(socket.peer) || isLoopback(socket.peer);
    if (!taken.has(key) && !inside) flows.push(untracked(socket, listing.listening));
  }
  return flows.filter(({ original }) => !isLoopback(original.source));
}

const isLoopback = (address: string) => address.startsWith("127.") || address === "::1";
