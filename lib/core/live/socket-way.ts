import type { LiveSocket } from "./live-frame";

/** `listens`: it waits for packets. `in`, `out`: who began. `inside`: from the host to itself. */
export type SocketWay = "listens" | "in" | "out" | "inside";

export const isLoopback = (address: string) => address.startsWith("127.") || address === "::1";

/** A socket that waits; UDP has no other word for it than `UNCONN`. */
export const isListening = ({ state, peer }: Pick<LiveSocket, "state" | "peer">) =>
  state === "LISTEN" || (state === "UNCONN" && peer === null);

type Ends = Pick<LiveSocket, "protocol" | "state" | "local" | "localPort" | "peer">;

/** Ports that something listens on, as `tcp 443`: a connection with one of these as its own port came in. */
export function listeningPorts(sockets: readonly Ends[]): ReadonlySet<string> {
  return new Set(sockets.filter(isListening).map(({ protocol, localPort }) => `${protocol} ${localPort}`));
}

/** Who began a connection, told from what listens. A server that has stopped listening makes its connections look outgoing. */
export function socketWay(socket: Ends, listening: ReadonlySet<string>): SocketWay {
  if (isListening(socket)) return "listens";
  const { peer, local, protocol, localPort } = socket;
  if (peer !== null && (isLoopback(peer) || peer === local)) return "inside";
  return listening.has(`${protocol} ${localPort}`) ? "in" : "out";
}
