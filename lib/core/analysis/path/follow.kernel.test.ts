import { describe, expect, it } from "vitest";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { backends } from "../testing/address-plan";
import { type Difference, differences } from "../testing/differences";
import { makeRound } from "../testing/kernel-round";
import { parseSaved, savedRules, sendRounds } from "../testing/kernel-run";
import { seeded } from "../testing/seeded";
import { everyday, Tally } from "../testing/tally";

/** More or other rounds: SEKISHO_KERNEL_ROUNDS (rulesets of each family), SEKISHO_KERNEL_PACKETS, SEKISHO_KERNEL_SEED. */
const rulesets = Number(process.env.SEKISHO_KERNEL_ROUNDS ?? 25);
const packetsEach = Number(process.env.SEKISHO_KERNEL_PACKETS ?? 200);
const seed = Number(process.env.SEKISHO_KERNEL_SEED ?? 1);

/** Rulesets that are made and sent at a time. */
const batch = 20;
const tally = new Tally();

/** Every ruleset through both back ends of one family. */
function run(family: Family) {
  const random = seeded(seed * 1000 + family);
  const wrong: Difference[] = [];
  const sent = { nft: 0, legacy: 0 };
  for (let done = 0; done < rulesets; done += batch) {
    const rounds = Array.from({ length: Math.min(batch, rulesets - done) }, () =>
      makeRound(random, family, packetsEach),
    );
    for (const backend of backends) {
      const answers = sendRounds(family, backend, rounds);
      for (const [at, round] of rounds.entries()) {
        const answer = answers[at];
        if (answer === undefined) throw new RangeError("a round without an answer");
        const place = `IPv${family} ${backend}, ruleset ${done + at}`;
        wrong.push(...differences(round, answer, backend, place));
        // The text that the kernel prints is read, and rendered to the same text again.
        expect(savedRules(renderRestore(parseSaved(answer.saved, family)))).toBe(savedRules(answer.saved));
        sent[backend] += round.cases.length;
      }
    }
    for (const round of rounds) tally.add(round);
    if (rulesets > 100)
      console.info(`IPv${family}: ${done + rounds.length} rulesets, ${wrong.length} differences`);
  }
  return { wrong, sent };
}

describe("the kernel and the interpreter", () => {
  // A guard against hanging: on a busy machine a packet took 6 ms.
  const length = 60_000 + rulesets * packetsEach * 30;

  it.each([4, 6] as const)(
    "agree on every packet's way and on what every rule of every table counts, IPv%i",
    (family) => {
      const { wrong, sent } = run(family);
      const sum = sent.nft + sent.legacy;
      console.info(
        `IPv${family}, seed ${seed}: ${rulesets} rulesets, ${sent.nft} packets over nft, ${sent.legacy} over legacy: ` +
          `${wrong.filter(({ kind }) => kind === "verdict").length} verdicts, ` +
          `${wrong.filter(({ kind }) => kind === "counter").length} counters differ`,
      );
      expect(wrong.toSorted((a, b) => (a.kind < b.kind ? -1 : 1)).slice(0, 20)).toEqual([]);
      expect(sum).toBeGreaterThan(rulesets * packetsEach * 2 * 0.9);
    },
    length,
  );

  it.runIf(rulesets >= 25)("have met everything that 95 % of real rules need in at least 20 rulesets", () => {
    console.info(tally.text());
    const seen = tally.rulesets();
    expect(everyday.filter((kind) => (seen.get(kind) ?? 0) < 20)).toEqual([]);
  });
});
