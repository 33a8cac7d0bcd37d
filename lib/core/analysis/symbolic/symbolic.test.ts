import { describe, expect, it } from "vitest";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { type Packet, type PacketChain, packetChains } from "@/lib/core/packet/packet";
import { randomPacket } from "@/lib/core/packet/random-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { NONE } from "../bdd/bdd";
import { boundariesOf } from "../boundaries";
import { interpret } from "../interpret";
import { rigPorts } from "../testing/address-plan";
import { agree } from "../testing/agree";
import { RulesetMaker } from "../testing/random-ruleset";
import { seeded } from "../testing/seeded";
import type { Fate } from "../verdict";
import { SymbolicRuleset } from "./journey";
import { fieldOrders } from "./layout";
import { layoutInput } from "./layout-input";
import { packetCell } from "./packet-cell";
import { PacketSpace } from "./packet-space";

/** More: SEKISHO_SYMBOLIC_ROUNDS, SEKISHO_SYMBOLIC_PACKETS, SEKISHO_SYMBOLIC_SEED. */
const rounds = Number(process.env.SEKISHO_SYMBOLIC_ROUNDS ?? 36);
const packetsEach = Number(process.env.SEKISHO_SYMBOLIC_PACKETS ?? 100);
const seed = Number(process.env.SEKISHO_SYMBOLIC_SEED ?? 1);

/** Every end that packets at a hook may meet, as the sets say it. */
function endsOf(ruleset: Ruleset, order: number, hook: PacketChain): (packet: Packet) => Fate[] {
  const options = { order: fieldOrders[order] ?? [], budget: 1_000_000, addresses: null };
  const space = new PacketSpace(layoutInput([ruleset], null), options);
  const outcome = new SymbolicRuleset(space, ruleset).outcome(hook === "OUTPUT" ? "leaving" : "arriving");
  return (packet) => {
    const cell = packetCell(space, packet);
    return (["accept", "drop", "reject", "unknown"] as const).filter(
      (end) => space.bdd.written(outcome[end], cell) !== NONE,
    );
  };
}

/** What goes the way of its connection's first packet is for the port that this one was for. */
function withItsBeginning(packet: Packet): Packet {
  const onward =
    packet.state === "NEW" || (packet.state === "ESTABLISHED" && packet.direction === "ORIGINAL");
  return onward ? { ...packet, originalPort: packet.destinationPort } : packet;
}

const matchesOf = ({ tables }: Ruleset) =>
  tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.flatMap(({ matches }) => matches)));

describe.each([4, 6] as const)("sets of packets and single packets, IPv%i", (family) => {
  it(
    "meet the same ends, in every order of the fields",
    () => {
      const random = seeded(seed * 100 + family);
      let asked = 0;
      for (let round = 0; round < rounds; round++) {
        const hook = packetChains[round % packetChains.length] ?? "INPUT";
        const ruleset = new RulesetMaker(random, family, hook).make();
        const ends = endsOf(ruleset, round % fieldOrders.length, hook);
        const typed = matchesOf(ruleset).some(({ kind }) => kind === "address-type");
        const boundaries = { ...boundariesOf(ruleset), interfaces: rigPorts, protocols: [50] };
        for (let n = 0; n < packetsEach; n++) {
          const packet = withItsBeginning(randomPacket(random, boundaries, hook));
          const { possible } = interpret(ruleset, packet, { rates: "open" });
          const found = ends(packet);
          const message = `round ${round}: ${formatPacket(packet)}`;
          // The last bits of one address say that it is no broadcast address, which a set leaves open; and a set knows
          // that two questions about one address hang together.
          if (typed) expect(agree(found, possible), `${message}: ${found} and ${possible}`).toBe(true);
          else expect(found, message).toEqual([...possible].sort());
          asked++;
        }
      }
      console.info(`IPv${family}, seed ${seed}: ${rounds} rulesets, ${asked} packets`);
      expect(asked).toBe(rounds * packetsEach);
    },
    // A guard against hanging: on a busy machine a packet took 2 ms.
    30_000 + rounds * packetsEach * 10,
  );
});
