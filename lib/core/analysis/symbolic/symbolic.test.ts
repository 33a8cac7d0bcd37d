import { describe, expect, it } from "vitest";
import { formatPacket } from "@/lib/core/packet/format-packet";
import type { Packet } from "@/lib/core/packet/packet";
import { packetChains } from "@/lib/core/packet/packet";
import { randomPacket } from "@/lib/core/packet/random-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { NONE } from "../bdd/bdd";
import { boundariesOf } from "../boundaries";
import { interpret } from "../interpret";
import { rigPorts } from "../testing/address-plan";
import { RulesetMaker } from "../testing/random-ruleset";
import { seeded } from "../testing/seeded";
import { SymbolicRuleset } from "./journey";
import { fieldOrders } from "./layout";
import { layoutInput } from "./layout-input";
import { packetCell } from "./packet-cell";
import { PacketSpace } from "./packet-space";

/** More: SEKISHO_SYMBOLIC_ROUNDS, SEKISHO_SYMBOLIC_PACKETS, SEKISHO_SYMBOLIC_SEED. */
const rounds = Number(process.env.SEKISHO_SYMBOLIC_ROUNDS ?? 60);
const packetsEach = Number(process.env.SEKISHO_SYMBOLIC_PACKETS ?? 100);
const seed = Number(process.env.SEKISHO_SYMBOLIC_SEED ?? 1);

/** Every end that a packet may meet, as the sets say it. */
function ends(space: PacketSpace, symbolic: SymbolicRuleset, packet: Packet): string[] {
  const outcome = symbolic.outcome(packet.chain === "OUTPUT" ? "leaving" : "arriving");
  const cell = packetCell(space, packet);
  return (["accept", "drop", "reject", "unknown"] as const).filter(
    (end) => space.bdd.written(outcome[end], cell) !== NONE,
  );
}

const matchesOf = ({ tables }: Ruleset) =>
  tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.flatMap(({ matches }) => matches)));

function analysed(ruleset: Ruleset, order: number) {
  const options = { order: fieldOrders[order] ?? [], budget: 1_000_000, addresses: null };
  const space = new PacketSpace(layoutInput([ruleset], null), options);
  return { space, symbolic: new SymbolicRuleset(space, ruleset) };
}

describe.each([4, 6] as const)("sets of packets and single packets, IPv%i", (family) => {
  it("meet the same ends, in every order of the fields", () => {
    const random = seeded(seed * 100 + family);
    let asked = 0;
    for (let round = 0; round < rounds; round++) {
      const hook = packetChains[round % packetChains.length] ?? "INPUT";
      const ruleset = new RulesetMaker(random, family, hook).make();
      const { space, symbolic } = analysed(ruleset, round % fieldOrders.length);
      const typed = matchesOf(ruleset).some(({ kind }) => kind === "address-type");
      const boundaries = { ...boundariesOf(ruleset), interfaces: rigPorts, protocols: [50] };
      for (let n = 0; n < packetsEach; n++) {
        const packet = randomPacket(random, boundaries, hook);
        const { possible } = interpret(ruleset, packet, { rates: "open" });
        const found = ends(space, symbolic, packet);
        const message = `round ${round}: ${formatPacket(packet)}`;
        // The last bits of one address say that it is no broadcast address; a set leaves that open.
        if (typed) expect(found, message).toEqual(expect.arrayContaining([...possible]));
        else expect(found, message).toEqual([...possible].sort());
        asked++;
      }
    }
    console.info(`IPv${family}, seed ${seed}: ${rounds} rulesets, ${asked} packets`);
    expect(asked).toBe(rounds * packetsEach);
  });
});
