import { describe, expect, it } from "vitest";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { packetChains } from "@/lib/core/packet/packet";
import { randomPacket } from "@/lib/core/packet/random-packet";
import { boundariesOf } from "./boundaries";
import { ChainSieve } from "./chain-sieve";
import { isRate } from "./evaluate-rule";
import { type InterpretOptions, interpret } from "./interpret";
import { holds } from "./predicate/holds";
import { predicatesOf } from "./predicate/predicate-of";
import { rigPorts } from "./testing/address-plan";
import { RulesetMaker } from "./testing/random-ruleset";
import { seeded } from "./testing/seeded";

describe.each([4, 6] as const)("rules that are passed over, IPv%i", (family) => {
  const random = seeded(10 + family);
  const rounds = Array.from({ length: 60 }, (_, round) => {
    const hook = packetChains[round % packetChains.length] ?? "INPUT";
    const ruleset = new RulesetMaker(random, family, hook).make();
    const boundaries = { ...boundariesOf(ruleset), interfaces: rigPorts, protocols: [50] };
    return { ruleset, packets: Array.from({ length: 40 }, () => randomPacket(random, boundaries, hook)) };
  });

  it("surely do not match, and hold no rate", () => {
    let passedOver = 0;
    for (const { ruleset, packets } of rounds) {
      for (const { rules } of ruleset.tables.flatMap(({ chains }) => chains)) {
        const sieve = new ChainSieve(rules, family);
        for (const packet of packets) {
          for (let index = 0; index < rules.length; index++) {
            const rule = rules[index];
            if (rule === undefined || sieve.next(index, packet) === index) continue;
            const answers = predicatesOf(rule.matches, family).map((predicate) => holds(predicate, packet));
            expect(answers, formatPacket(packet)).toContain(false);
            expect(rule.matches.some(isRate)).toBe(false);
            passedOver++;
          }
        }
      }
    }
    expect(passedOver).toBeGreaterThan(100);
  });

  it("are missed in the trace alone: without one the answer is the same", () => {
    for (const { ruleset, packets } of rounds) {
      for (const packet of packets) {
        const answer = (options: InterpretOptions) => ({ ...interpret(ruleset, packet, options), trace: [] });
        expect(answer({ trace: false }), formatPacket(packet)).toEqual(answer({ trace: true }));
      }
    }
  });
});
