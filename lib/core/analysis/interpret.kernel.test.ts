import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Family } from "@/lib/core/net/family";
import { formatPacket } from "@/lib/core/packet/format-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { interpret } from "./interpret";
import { makeRounds, type Round, rigJob } from "./testing/kernel-round";
import { seeded } from "./testing/seeded";

/** More or other rounds: SEKISHO_KERNEL_ROUNDS, SEKISHO_KERNEL_PACKETS, SEKISHO_KERNEL_SEED. */
const rulesets = Number(process.env.SEKISHO_KERNEL_ROUNDS ?? 30);
const packetsEach = Number(process.env.SEKISHO_KERNEL_PACKETS ?? 200);
const seed = Number(process.env.SEKISHO_KERNEL_SEED ?? 1);

const rig = fileURLToPath(new URL("./testing/kernel-rig.py", import.meta.url));

function send(job: string): readonly string[] {
  const words = ["-n", "--fork", "--kill-child", "python3", rig];
  const run = spawnSync("unshare", words, { input: job, encoding: "utf8", maxBuffer: 1 << 28 });
  if (run.status !== 0) throw new Error(run.stderr);
  return JSON.parse(run.stdout).saved;
}

function parse(text: string, family: Family): Ruleset {
  const result = parseSave(text, family);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.text).join("\n"));
  return result.value;
}

const bare = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.replace(/^\[\d+:\d+\] /, "").replace(/ \[\d+:\d+\]$/, " [0:0]"))
    .join("\n");

const chainsOf = (ruleset: Ruleset, table: string) =>
  ruleset.tables.find(({ name }) => name === table)?.chains ?? [];

/** What each rule must have counted, by `CHAIN#index`, and how many packets must have been accepted. */
function expected(ruleset: Ruleset, { packets }: Round) {
  const counts = new Map<string, { count: number; packets: string[] }>();
  let accepted = 0;
  for (const packet of packets) {
    const { verdict, trace } = interpret(ruleset, packet, { rates: "within" });
    expect(verdict).not.toBe("cannot-tell");
    if (verdict === "accept") accepted++;
    for (const step of trace) {
      if (step.kind === "note" || step.matched !== "yes") continue;
      const place = `${step.chain}#${step.index}`;
      const entry = counts.get(place) ?? { count: 0, packets: [] };
      entry.count++;
      entry.packets.push(formatPacket(packet));
      counts.set(place, entry);
    }
  }
  return { counts, accepted };
}

/** Rules whose counter differs from what the interpreter says, with the packets that it saw there. */
function differences(saved: string, family: Family, round: Round): string[] {
  const ruleset = parse(saved, family);
  const { counts, accepted } = expected(ruleset, round);
  const wrong = chainsOf(ruleset, "filter").flatMap((chain) =>
    chain.rules.flatMap((rule, index) => {
      const want = counts.get(`${chain.name}#${index}`);
      const got = Number(rule.counters?.packets ?? 0n);
      if (got === (want?.count ?? 0)) return [];
      return [`${rule.text}: kernel ${got}, interpreter ${want?.count ?? 0}`];
    }),
  );
  const after = chainsOf(ruleset, "security").find(({ name }) => name === round.hook);
  const passed = Number(after?.rules[0]?.counters?.packets ?? 0n);
  return passed === accepted ? wrong : [...wrong, `accepted: kernel ${passed}, interpreter ${accepted}`];
}

/** How often each kind of match, target and packet was under test. */
function tally(rounds: readonly Round[]): string {
  const counts = new Map<string, number>();
  const add = (kind: string) => counts.set(kind, (counts.get(kind) ?? 0) + 1);
  for (const { made, packets } of rounds) {
    for (const { chain, state, direction } of packets) {
      add(`[${chain}]`);
      add(`[${state}${state === "ESTABLISHED" ? ` ${direction}` : ""}]`);
    }
    for (const chain of chainsOf(made, "filter")) {
      for (const { matches, target } of chain.rules) {
        for (const kind of [...matches.map((match) => match.kind), `-j ${target.kind}`]) add(kind);
      }
    }
  }
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(", ");
}

describe.each([4, 6] as const)("the kernel and the interpreter, IPv%i", (family) => {
  const rounds = makeRounds(seeded(seed * 1000 + family), family, rulesets, packetsEach);

  it.each(["nft", "legacy"] as const)("count the same packets in every rule (%s)", (backend) => {
    const saved = send(rigJob(family, backend, rounds));
    expect(saved).toHaveLength(rounds.length);
    const wrong = rounds.flatMap((round, index) =>
      differences(saved[index] ?? "", family, round).map((text) => `ruleset ${index}: ${text}`),
    );
    const sum = rounds.reduce((all, { packets }) => all + packets.length, 0);
    console.info(
      `IPv${family} ${backend}, seed ${seed}: ${rounds.length} rulesets, ${sum} packets; ${tally(rounds)}`,
    );
    expect(wrong).toEqual([]);
    expect(sum).toBeGreaterThan(rulesets * packetsEach * 0.5);
    // The text that the kernel prints is read, and rendered to the same text again.
    for (const text of saved) {
      expect(bare(renderRestore(parse(text, family))).split("\n")).toEqual(bare(text).split("\n"));
    }
  });
});
