import { parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import {
  carriesPorts,
  onePort,
  type Packet,
  type PacketChain,
  packetFlags,
  packetStates,
} from "@/lib/core/packet/packet";
import { NONE, type Node } from "../bdd/bdd";
import type { PathHost } from "../path/path-host";
import { flagBits, icmpNumber, noUser, REPLY } from "../predicate/fields";
import { interfaceClass } from "../symbolic/interface-classes";
import type { Field, FieldName } from "../symbolic/layout";
import { codeBits, type PacketSpace } from "../symbolic/packet-space";
import { valuesOf } from "./code-values";
import { clientPort } from "./ordinary";
import { split } from "./split";

/** Addresses that people know from examples (RFC 5737, RFC 3849). */
const examples: Readonly<Record<Family, readonly bigint[]>> = {
  4: ["198.51.100.7", "203.0.113.7", "192.0.2.7"].map((text) => parseAddress(text)?.value ?? 0n),
  6: ["2001:db8:100::7", "2001:db8:113::7", "2001:db8::7"].map((text) => parseAddress(text)?.value ?? 0n),
};

const icmpProtocol = { 4: 1n, 6: 58n } as const;

/** The addresses that a host answers to from outside. */
function ownAddresses(host: PathHost | null) {
  return (host?.addresses ?? []).filter(({ interface: name }) => name !== "lo");
}

/** The host's end of the packet is one of its own addresses, the other end is none. */
function likelyEnds(family: Family, hook: PacketChain, host: PathHost | null) {
  const own = ownAddresses(host).map(({ address }) => address.value);
  const others = examples[family].filter((value) => !own.includes(value));
  return {
    source: hook === "OUTPUT" && own.length > 0 ? own : others,
    destination: hook === "INPUT" && own.length > 0 ? own : others.toReversed(),
  };
}

/** What is wished of each field, in the order in which the wishes count; the likeliest value first. */
function wishes(
  family: Family,
  { source, destination }: ReturnType<typeof likelyEnds>,
): readonly (readonly [FieldName, readonly bigint[]])[] {
  const flags = [["SYN"], ["SYN", "ACK"], ["ACK"]].map((set) => BigInt(flagBits(set)));
  return [
    ["to-host", []],
    ["state", [0n, 1n, 2n, 3n, 4n]],
    ["direction", [0n]],
    ["protocol", [6n, 17n, icmpProtocol[family]]],
    ["flags", flags],
    ["destination-port", [22n, 443n, 80n, 53n, 12345n]],
    ["source-port", [BigInt(clientPort)]],
    ["icmp", [BigInt(family === 4 ? icmpNumber(8, 0) : icmpNumber(128, 0))]],
    ["in", []],
    ["out", []],
    ["source", source],
    ["destination", destination],
    ["hop-limit", [64n, 255n]],
    ["user", [1000n, 0n]],
    ["original-port", []],
    ["mark", [0n]],
    ["connection-mark", [0n]],
    ["group", []],
  ];
}

/** Chooses field after field out of a set that is not empty, so that the set never runs empty. */
class Chooser {
  private readonly values = new Map<FieldName, bigint>();
  private readonly codes = new Map<FieldName, number>();

  constructor(
    private readonly space: PacketSpace,
    private left: Node,
    hook: PacketChain,
    private readonly host: PathHost | null,
  ) {
    const ends = likelyEnds(space.family, hook, host);
    for (const [name, wished] of wishes(space.family, ends)) {
      // No program talks to its own address over a wire; only where the set holds nothing else it does here.
      const taken = name === "destination" ? this.values.get("source") : undefined;
      this.choose(
        space.field(name),
        wished.filter((value) => value !== taken),
        taken,
      );
    }
    const [source, own] = [space.field("source"), this.values.get("destination")];
    const code = this.codes.get("source");
    // It may be for one address alone; then somebody else sends it.
    if (code !== undefined && this.values.get("source") === own) {
      this.values.set("source", this.valueIn(source, code, own));
    }
  }

  private choose(field: Field, wished: readonly bigint[], taken?: bigint): void {
    const { bdd } = this.space;
    for (const value of wished) {
      const code = this.space.classOf(field, value);
      const some = bdd.written(this.left, codeBits(field, code));
      if (some === NONE) continue;
      this.left = some;
      this.values.set(field.name, value);
      this.codes.set(field.name, code);
      return;
    }
    // The last code stands for what no rule names, which is the most ordinary.
    const slices = split(this.space, this.left, field).toReversed();
    const codes = slices.map(({ codes }) => codes.at(-1)?.last ?? 0);
    const free =
      taken === undefined ? undefined : codes.find((one) => this.valueIn(field, one, taken) !== taken);
    const code = free ?? codes[0] ?? 0;
    this.left = bdd.written(this.left, codeBits(field, code));
    this.codes.set(field.name, code);
    if (field.interfaces === null && field.name !== "to-host") {
      this.values.set(field.name, this.valueIn(field, code, taken));
    }
  }

  /** A value of a code, if there is one that is not taken yet. */
  private valueIn(field: Field, code: number, taken: bigint | undefined): bigint {
    const [range] = valuesOf(field, [{ first: code, last: code }], this.space.family);
    const { first, last } = range ?? { first: 0n, last: 0n };
    // Not the very first of a longer range, which may name a network.
    const value = last - first >= 3n ? first + 1n : first;
    return value === taken && value < last ? value + 1n : value;
  }

  number(name: FieldName): number {
    return Number(this.values.get(name) ?? 0n);
  }

  address(name: "source" | "destination") {
    return { family: this.space.family, value: this.values.get(name) ?? 0n };
  }

  /** One of the host's own where rules do not tell it from the chosen one. */
  interface(side: "in" | "out"): string {
    const classes = this.space.field(side).interfaces;
    const code = this.codes.get(side) ?? 0;
    if (classes === null) return "eth0";
    const own = ownAddresses(this.host).find(({ interface: name }) => interfaceClass(classes, name) === code);
    return own?.interface ?? classes.names[code] ?? "eth0";
  }
}

/** One packet out of a set that is not empty, as ordinary as the set and the host allow. Conditions stay open. */
export function sampleOf(space: PacketSpace, set: Node, hook: PacketChain, host: PathHost | null): Packet {
  const chosen = new Chooser(space, set, hook, host);
  const { family } = space;
  const protocol = chosen.number("protocol");
  const ports = carriesPorts(protocol);
  const state = packetStates[chosen.number("state")] ?? "NEW";
  const tracked = state === "ESTABLISHED" || state === "RELATED" || state === "NEW";
  const [icmp, flags, user] = [chosen.number("icmp"), chosen.number("flags"), chosen.number("user")];
  const reply = state !== "NEW" && BigInt(chosen.number("direction")) === REPLY;
  // As it comes in nothing is translated yet: it is for the port that the connection's first packet was for.
  const begun = state === "NEW" || (state === "ESTABLISHED" && !reply) ? "destination-port" : "original-port";
  return {
    chain: hook,
    family,
    in: hook === "OUTPUT" ? null : chosen.interface("in"),
    out: hook === "INPUT" ? null : chosen.interface("out"),
    source: chosen.address("source"),
    destination: chosen.address("destination"),
    protocol,
    sourcePort: ports ? onePort(chosen.number("source-port")) : null,
    destinationPort: ports ? onePort(chosen.number("destination-port")) : null,
    flags: protocol === 6 ? packetFlags.filter((_, bit) => (flags >> bit) % 2 === 1) : null,
    icmp: BigInt(protocol) === icmpProtocol[family] ? { type: icmp >> 8, code: icmp & 255 } : null,
    state,
    direction: tracked ? (reply ? "REPLY" : "ORIGINAL") : null,
    originalPort: ports && tracked ? onePort(chosen.number(begun)) : null,
    user: hook === "OUTPUT" && BigInt(user) !== noUser ? { kind: "uid", uid: user } : { kind: "none" },
    hopLimit: chosen.number("hop-limit"),
    ...(space.asksMarks
      ? { mark: chosen.number("mark"), connectionMark: chosen.number("connection-mark") }
      : {}),
  };
}
