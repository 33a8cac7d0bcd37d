import { lastAddressValue } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import {
  carriesPorts,
  isUntrackedIcmp,
  onePort,
  type Packet,
  type PacketChain,
  type PacketState,
  packetFlags,
} from "./packet";

/** Values at which the rules under test change their mind. */
export type Boundaries = {
  readonly family: Family;
  readonly addresses: readonly bigint[];
  readonly ports: readonly number[];
  readonly interfaces: readonly string[];
  readonly protocols: readonly number[];
  readonly users: readonly number[];
};

/** A number in [0, 1), as Math.random gives it; passed in, so that a run can be repeated. */
export type Random = () => number;

export function pick<T>(random: Random, list: readonly T[]): T {
  const value = list[Math.floor(random() * list.length)];
  if (value === undefined) throw new RangeError("nothing to pick from");
  return value;
}

/** A boundary or one of its two neighbours, kept inside 0..most. */
function near(random: Random, values: readonly bigint[], most: bigint): bigint {
  const value = pick(random, values) + BigInt(Math.floor(random() * 3) - 1);
  return value < 0n ? 0n : value > most ? most : value;
}

function anyAddress(random: Random, { family, addresses }: Boundaries): bigint {
  const most = lastAddressValue(family);
  if (addresses.length > 0 && random() < 0.8) return near(random, addresses, most);
  let value = 0n;
  for (let i = 0; i < 4; i++) value = (value << 32n) | BigInt(Math.floor(random() * 2 ** 32));
  return value & most;
}

function anyPort(random: Random, ports: readonly number[]): number {
  if (ports.length > 0 && random() < 0.8) return Number(near(random, ports.map(BigInt), 65535n));
  return Math.floor(random() * 65536);
}

const states: readonly PacketState[] = [
  "NEW",
  "NEW",
  "NEW",
  "ESTABLISHED",
  "ESTABLISHED",
  "RELATED",
  "INVALID",
];

/** One packet, biased to the edges of `boundaries` and one beside them; nothing in it is left unsaid. */
export function randomPacket(random: Random, boundaries: Boundaries, chain: PacketChain): Packet {
  const { family } = boundaries;
  const icmpProtocol = family === 4 ? 1 : 58;
  const protocol = pick(random, [6, 6, 17, 17, icmpProtocol, ...boundaries.protocols]);
  const ports = carriesPorts(protocol);
  const icmp =
    protocol === icmpProtocol
      ? {
          type: pick(random, family === 4 ? [0, 3, 8, 11, 13] : [1, 2, 128, 129, 135, 136]),
          code: pick(random, [0, 0, 1, 4]),
        }
      : null;
  const untracked = isUntrackedIcmp(protocol, icmp?.type ?? null);
  const state = untracked ? "UNTRACKED" : pick(random, states);
  const interfaces = ["eth0", "lo", ...boundaries.interfaces];
  const tracked = state !== "INVALID" && state !== "UNTRACKED";
  return {
    chain,
    family,
    in: chain === "OUTPUT" ? null : pick(random, interfaces),
    out: chain === "INPUT" ? null : pick(random, interfaces),
    source: { family, value: anyAddress(random, boundaries) },
    destination: { family, value: anyAddress(random, boundaries) },
    protocol,
    sourcePort: ports ? onePort(anyPort(random, boundaries.ports)) : null,
    destinationPort: ports ? onePort(anyPort(random, boundaries.ports)) : null,
    flags: protocol === 6 ? packetFlags.filter((flag) => random() < (flag === "SYN" ? 0.5 : 0.2)) : null,
    icmp,
    state,
    direction: state === "NEW" ? "ORIGINAL" : tracked ? pick(random, ["ORIGINAL", "REPLY"] as const) : null,
    user:
      chain === "OUTPUT"
        ? { kind: "uid", uid: pick(random, [0, 1000, ...boundaries.users]) }
        : { kind: "none" },
    hopLimit: pick(random, [1, 64, 254, 255]),
  };
}
