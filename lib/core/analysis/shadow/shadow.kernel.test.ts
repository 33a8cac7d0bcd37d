import { describe, expect, it } from "vitest";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { follow } from "../path/follow";
import { backends, rigHostOf } from "../testing/address-plan";
import { Dice } from "../testing/dice";
import { withEchoes } from "../testing/echoes";
import { makeRound, type Round } from "../testing/kernel-round";
import { parseSaved, type RoundAnswer, sendRounds } from "../testing/kernel-run";
import { seeded } from "../testing/seeded";
import { type Useless, uselessRules } from "./shadow";

/** More or other rounds: SEKISHO_KERNEL_ROUNDS (rulesets of each family), SEKISHO_KERNEL_PACKETS, SEKISHO_KERNEL_SEED. */
const rulesets = Number(process.env.SEKISHO_KERNEL_ROUNDS ?? 10);
const packetsEach = Number(process.env.SEKISHO_KERNEL_PACKETS ?? 150);
const seed = Number(process.env.SEKISHO_KERNEL_SEED ?? 1);

/** Rulesets that are made and sent at a time. */
const batch = 10;
/** Rules of a ruleset that are taken away, each alone. */
const mostTaken = 4;

/** The same packets through the rules without one of them. */
function shortened({ made: whole, cases }: Round, { table, rule }: Useless): Round {
  const tables = whole.tables.map((one) => ({
    ...one,
    chains: one.chains.map((chain) =>
      one.name === table && chain.name === rule.chain
        ? { ...chain, rules: chain.rules.toSpliced(rule.index, 1) }
        : chain,
    ),
  }));
  const made = { ...whole, tables };
  return { made, rules: renderRestore(made), cases };
}

/** Where each packet came out, by its number. */
const placesOf = ({ seen }: RoundAnswer) => new Map(seen.map(([serial, where]) => [serial, where]));

type Tried = {
  readonly round: Round;
  readonly found: readonly Useless[];
  readonly taken: readonly Useless[];
};

function run(family: Family) {
  const random = seeded(seed * 1000 + 100 + family);
  const dice = new Dice(random);
  const wrong: string[] = [];
  const count = { unreached: 0, redundant: 0, taken: 0, counted: 0, packets: 0, notDecided: 0 };
  for (let done = 0; done < rulesets; done += batch) {
    const backend = backends[(done / batch + family / 2) % backends.length] ?? backends[0];
    const tried = Array.from({ length: Math.min(batch, rulesets - done) }, (): Tried => {
      const round = makeRound(random, family, packetsEach, (made) => withEchoes(random, made));
      const found = uselessRules(round.made);
      if (found === null) count.notDecided++;
      // Without a rule that no packet meets, none can change.
      const met = new Set(round.cases.flatMap(({ expected }) => expected[backend].matched));
      const redundant = (found ?? []).filter(
        ({ code, table, rule }) => code === "redundant" && met.has(`${table} ${rule.chain}#${rule.index}`),
      );
      const length = Math.min(mostTaken, redundant.length);
      const taken = Array.from({ length }, () =>
        redundant.splice(dice.number(redundant.length - 1), 1),
      ).flat();
      return { round, found: found ?? [], taken };
    });
    const rounds = tried.flatMap(({ round, taken }) => [round, ...taken.map((one) => shortened(round, one))]);
    const answers = sendRounds(family, backend, rounds);
    let at = 0;
    for (const [number, { round, found, taken }] of tried.entries()) {
      const place = `IPv${family} ${backend}, ruleset ${done + number}`;
      const whole = answers[at++];
      if (whole === undefined) throw new RangeError("a round without an answer");
      const saved = parseSaved(whole.saved, family);
      const countOf = ({ table, rule }: Useless) => {
        const chains = saved.tables.find(({ name }) => name === table)?.chains;
        return chains?.find(({ name }) => name === rule.chain)?.rules[rule.index]?.counters?.packets ?? 0n;
      };
      for (const one of found) {
        if (one.code === "redundant") continue;
        count.unreached++;
        if (countOf(one) > 0n)
          wrong.push(`${place}: ${one.code}, and counted ${countOf(one)}: ${one.rule.text}`);
      }
      count.redundant += found.filter(({ code }) => code === "redundant").length;
      count.counted += found.filter((one) => one.code === "redundant" && countOf(one) > 0n).length;
      count.packets += round.cases.length;
      for (const one of taken) {
        const answer = answers[at];
        const shorter = rounds[at++];
        if (answer === undefined || shorter === undefined) throw new RangeError("a round without an answer");
        count.taken++;
        const what = `${place}, without ${one.rule.text}`;
        const [was, is] = [placesOf(whole), placesOf(answer)];
        for (const { serial, question, expected } of round.cases) {
          const packet = `${what}: ${formatPacket(question.packet)}`;
          const [there, here] = [was.get(serial) ?? "nowhere", is.get(serial) ?? "nowhere"];
          if (there !== here) wrong.push(`${packet}: ${there} became ${here}`);
          const { verdict } = expected[backend];
          const { possible } = follow(shorter.made, question.packet, rigHostOf(family, backend), {
            rates: "within",
            trace: false,
          });
          if (possible.join() !== verdict) wrong.push(`${packet}: ${verdict} became ${possible}`);
        }
      }
    }
  }
  return { wrong, count };
}

describe("what is said of useless rules, and the kernel", () => {
  it.each([4, 6] as const)(
    "agree: none of those that no packet reaches has counted one, and without a redundant one no verdict changes, IPv%i",
    (family) => {
      const { wrong, count } = run(family);
      console.info(
        `IPv${family}, seed ${seed}: ${rulesets} rulesets, ${count.packets} packets: ${count.unreached} rules said to be unreached; ` +
          `${count.redundant} redundant, of which ${count.counted} counted packets and ${count.taken} were taken away; ` +
          `${count.notDecided} rulesets too complex; ${wrong.length} wrong`,
      );
      expect(wrong.slice(0, 20)).toEqual([]);
      expect(count.unreached).toBeGreaterThan(0);
      expect(count.taken).toBeGreaterThan(0);
      expect(count.counted).toBeGreaterThan(0);
    },
    // A guard against hanging: on a busy machine a packet took 6 ms.
    60_000 + rulesets * packetsEach * 30,
  );
});
