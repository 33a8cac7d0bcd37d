import type { Flow } from "@/lib/core/flows/flow";
import type { NetworkObject } from "@/lib/core/policy/schema";
import { networksOf, smallerEntries } from "./kept-networks";

/**
 * Networks from which a port of the host had connections, as /24 and /48: an address changes within its network. Of a
 * network with a name that is smaller, that network: its neighbours have nothing to do with it.
 */
export type SeenPort = {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  readonly networks: readonly string[];
  /** There were more than are kept. */
  readonly more: boolean;
};

/** What the looks of one day saw of the connections that were open then; times are milliseconds since 1970. */
export type SeenDay = {
  /** Of UTC, as `2030-01-31`. */
  readonly day: string;
  readonly looks: number;
  readonly firstAt: number;
  readonly lastAt: number;
  readonly ports: readonly SeenPort[];
  /** A look did not see all that was open, or there were more ports than are kept. */
  readonly partial: boolean;
};

/** Nobody narrows a rule to more networks than that: it is meant for everybody. */
export const mostNetworks = 64;

/** A host whose conversations come in at more ports than that has no short list of services. */
export const mostPorts = 100;

/** The day of a time, in UTC. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

const keyOf = ({ protocol, port }: Pick<SeenPort, "protocol" | "port">) => `${protocol} ${port}`;

function withNetwork(known: SeenPort, network: string): SeenPort {
  if (known.networks.includes(network)) return known;
  if (known.networks.length >= mostNetworks) return { ...known, more: true };
  return { ...known, networks: [...known.networks, network] };
}

/** One look; `own`: the host's addresses; `cut`: the host named only a part of its connections. */
export type OneLook = {
  readonly at: number;
  readonly cut: boolean;
  readonly own: ReadonlySet<string>;
  /** Those that have a name at the time of the look. */
  readonly networks: readonly NetworkObject[];
};

/** Whether somebody came to a port of the host: its own, or one that it publishes and nat sends on from there. */
const cameToHost = ({ way, original }: Flow, own: ReadonlySet<string>) =>
  way === "in" || (way === "through" && own.has(original.destination));

/** A day with one more look. */
export function addLook(
  before: SeenDay | null,
  flows: readonly Flow[],
  { at, cut, own, networks: named }: OneLook,
): SeenDay {
  const smaller = smallerEntries(named);
  const ports = new Map((before?.ports ?? []).map((port) => [keyOf(port), port]));
  let partial = cut || (before?.partial ?? false);
  for (const flow of flows) {
    const { protocol, original } = flow;
    const networks = networksOf(original.source, smaller);
    if (!cameToHost(flow, own) || networks.length === 0 || (protocol !== "tcp" && protocol !== "udp"))
      continue;
    const start: SeenPort = { protocol, port: original.destinationPort, networks: [], more: false };
    const known = ports.get(keyOf(start));
    if (known === undefined && ports.size >= mostPorts) partial = true;
    else ports.set(keyOf(start), networks.reduce(withNetwork, known ?? start));
  }
  return {
    day: before?.day ?? dayOf(at),
    looks: (before?.looks ?? 0) + 1,
    firstAt: before?.firstAt ?? at,
    lastAt: at,
    ports: [...ports.values()],
    partial,
  };
}
