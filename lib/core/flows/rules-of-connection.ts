import { interpretChain } from "@/lib/core/analysis/interpret";
import { type Address, parseAddress } from "@/lib/core/net/address";
import { onePort, type Packet, protocolNumbers } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";

/** A connection as one of the host's sockets shows it. */
export type Connection = {
  readonly protocol: "tcp" | "udp";
  /** Who began; `inside`: from the host to itself. */
  readonly way: "in" | "out" | "inside";
  readonly local: string;
  readonly localPort: number;
  readonly peer: string;
  readonly peerPort: number;
  /** Null: nobody's any more. */
  readonly uid: number | null;
};

/** Any interface but the loopback: our own rules name no other. */
const outside = "outside";

type Step = { readonly chain: "INPUT" | "OUTPUT"; readonly begins: boolean };

/** The packets that a connection is made of, by where this host's rules meet them. */
const steps: Readonly<Record<Connection["way"], readonly Step[]>> = {
  in: [
    { chain: "INPUT", begins: true },
    { chain: "INPUT", begins: false },
    { chain: "OUTPUT", begins: false },
  ],
  out: [
    { chain: "OUTPUT", begins: true },
    { chain: "OUTPUT", begins: false },
    { chain: "INPUT", begins: false },
  ],
  inside: [
    { chain: "OUTPUT", begins: true },
    { chain: "INPUT", begins: true },
  ],
};

function packetOf(one: Connection, local: Address, peer: Address, { chain, begins }: Step): Packet {
  const { protocol, way, localPort, peerPort, uid } = one;
  const over = way === "inside" ? "lo" : outside;
  const comesIn = chain === "INPUT";
  const original = way === "inside" || comesIn === (way === "in");
  const servicePort = way === "in" ? localPort : peerPort;
  // What the host sends to itself arrives with the ends that it left with.
  const turned = comesIn && way !== "inside";
  return {
    chain,
    family: local.family,
    in: comesIn ? over : null,
    out: comesIn ? null : over,
    source: turned ? peer : local,
    destination: turned ? local : peer,
    protocol: protocolNumbers[protocol] ?? null,
    sourcePort: onePort(turned ? peerPort : localPort),
    destinationPort: onePort(turned ? localPort : peerPort),
    flags: protocol === "tcp" ? [begins ? "SYN" : "ACK"] : null,
    icmp: null,
    state: begins ? "NEW" : "ESTABLISHED",
    direction: original ? "ORIGINAL" : "REPLY",
    originalPort: onePort(servicePort),
    user: comesIn || uid === null ? null : { kind: "uid", uid },
    hopLimit: 64,
  };
}

/**
 * The rules of the table filter that packets of a connection match, first match by first match, each as its chain and
 * its place there from 0 on: those that count it. What hangs on a condition that is not known counts for none. Rules of
 * one family know nothing of the other's connections.
 */
export function rulesOfConnection(ruleset: Ruleset, connection: Connection): ReadonlySet<string> {
  const [local, peer] = [parseAddress(connection.local), parseAddress(connection.peer)];
  const met = new Set<string>();
  if (local?.family !== ruleset.family || peer?.family !== ruleset.family) return met;
  const watch = {
    matched: (_: string, chain: string, index: number) => void met.add(`${chain} ${index}`),
    open: () => undefined,
  };
  for (const step of steps[connection.way]) {
    interpretChain(ruleset, "filter", step.chain, packetOf(connection, local, peer, step), {
      trace: false,
      watch,
    });
  }
  return met;
}
