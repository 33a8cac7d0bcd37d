import { describe, expect, it } from "vitest";
import { boundariesOf } from "@/lib/core/analysis/boundaries";
import { interpret } from "@/lib/core/analysis/interpret";
import { loopbackPrefixes, multicastPrefixes } from "@/lib/core/analysis/predicate/address-type";
import { interfaceClass, interfaceClasses } from "@/lib/core/analysis/symbolic/interface-classes";
import { rigPorts } from "@/lib/core/analysis/testing/address-plan";
import { RulesetMaker } from "@/lib/core/analysis/testing/random-ruleset";
import { seeded } from "@/lib/core/analysis/testing/seeded";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { formatAddress } from "@/lib/core/net/address";
import { type Family, families } from "@/lib/core/net/family";
import { prefixHolds } from "@/lib/core/net/prefix";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { carriesPorts, onePort, type Packet, packetChains } from "@/lib/core/packet/packet";
import { pick, randomPacket } from "@/lib/core/packet/random-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { MeaningNames } from "./meaning";
import { tellMeaning } from "./tell-meaning";
import { rowHolds } from "./testing/row-holds";

const seed = Number(process.env.SEKISHO_SYMBOLIC_SEED ?? 1);

/** No kernel hands such a packet to the rules; nobody is told of them. */
function isImpossible({ source, in: input, chain, state, protocol, icmp, family }: Packet): boolean {
  const foreign = protocol === (family === 4 ? 58 : 1);
  const requests = family === 4 ? [8, 13, 15, 17] : [128, 139];
  const stray = state === "NEW" && icmp !== null && !requests.includes(icmp.type);
  const from = (prefixes: typeof loopbackPrefixes) =>
    source !== null && prefixes.some((prefix) => prefixHolds(prefix, source));
  const outside =
    chain !== "OUTPUT" && (from(multicastPrefixes) || (input !== "lo" && from(loopbackPrefixes)));
  return foreign || stray || state === "UNTRACKED" || outside;
}

const matchesOf = ({ tables }: Ruleset) =>
  tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.flatMap(({ matches }) => matches)));

/** The word for a packet's interface among all that two rulesets ask for. */
function interfaceWord(rulesets: readonly Ruleset[], side: "in" | "out", name: string | null): string {
  const asked = rulesets
    .flatMap(matchesOf)
    .flatMap((match) =>
      match.kind === `${side}-interface` && "name" in match ? [match.name as string] : [],
    );
  const classes = interfaceClasses(asked);
  return classes.words[interfaceClass(classes, name ?? "")] ?? "";
}

/** Few rules, of which one is taken away or moved. */
function pair(random: () => number, family: Family, hook: (typeof packetChains)[number]) {
  const made = new RulesetMaker(random, family, hook).make();
  const cut = (ruleset: Ruleset, from: number): Ruleset => ({
    ...ruleset,
    tables: ruleset.tables.map(({ name, chains }) => ({
      name,
      chains: chains.map((chain) => ({ ...chain, rules: chain.rules.slice(from, 3) })),
    })),
  });
  return { before: cut(made, 0), after: cut(made, random() < 0.5 ? 1 : 0), host: null };
}

const networks = [
  { name: "office", entries: ["192.0.2.0/27", "2001:db8:1::/48"] },
  { name: "branch", entries: ["198.51.100.0/25", "198.51.100.200", "2001:db8:2::/48"] },
  { name: "old", entries: ["203.0.113.0/24"] },
];

/**
 * Rules as policies give them, the same ones in both families where their network has addresses in both. `recounted`:
 * each rate is counted by another counter afterwards, so that none of them is one and the same question on both sides.
 */
function usualPairs(random: () => number) {
  const lines = Array.from({ length: 5 }, () => {
    const network = random() < 0.3 ? null : pick(random, networks);
    const service = pick(random, [
      "-p tcp -m multiport --dports 80,443",
      "-p tcp -m tcp --dport 22",
      "-p udp -m udp --dport 53",
      "-p tcp",
      "",
      "ping",
    ]);
    const state = pick(random, ["", "-m conntrack --ctstate NEW", "-m conntrack --ctstate NEW,ESTABLISHED"]);
    const rate =
      random() < 0.3 ? "-m hashlimit --hashlimit-upto 5/sec --hashlimit-mode srcip --hashlimit-name a" : "";
    const end = pick(random, ["ACCEPT", "ACCEPT", "DROP", "REJECT"]);
    return { network, service, rest: `${state} ${rate} -j ${end}` };
  });
  const removed = Math.floor(random() * lines.length);
  const recounted = random() < 0.5;
  const text = (family: Family, without: number) => {
    const rules = lines.flatMap(({ network, service, rest: told }, at) => {
      if (at === without) return [];
      const rest =
        recounted && without >= 0 ? told.replace("--hashlimit-name a", "--hashlimit-name b") : told;
      const entries = network?.entries.filter((entry) => entry.includes(":") === (family === 6)) ?? [null];
      const ping = family === 4 ? "-p icmp -m icmp --icmp-type 8" : "-p ipv6-icmp -m icmp6 --icmpv6-type 128";
      return entries.map((entry) =>
        ["-A INPUT", entry && `-s ${entry}`, service === "ping" ? ping : service, rest].join(" "),
      );
    });
    const parsed = parseSave(`*filter\n:INPUT DROP [0:0]\n${rules.join("\n")}\nCOMMIT\n`, family);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    return parsed.value;
  };
  const of = (family: Family) => ({ before: text(family, -1), after: text(family, removed), host: null });
  return { recounted, 4: of(4), 6: of(6) };
}

/** Some of the rules' own prefixes get names, so that rows can use them. */
function namesOf(rulesets: readonly Ruleset[]): MeaningNames {
  const addresses = rulesets
    .flatMap(matchesOf)
    .flatMap((match) => (match.kind === "source" || match.kind === "destination" ? [match.prefix] : []));
  return {
    networks: [
      ...networks,
      ...addresses.map((prefix, at) => ({
        name: `network ${at}`,
        entries: [`${formatAddress(prefix)}/${prefix.length}`],
      })),
    ],
    services: [
      { name: "web", parts: [{ protocol: "tcp", ports: ["80", "443"] }] },
      {
        name: "low",
        parts: [
          { protocol: "tcp", ports: ["1-1023"] },
          { protocol: "udp", ports: ["1-1023"] },
        ],
      },
    ],
    panel: null,
  };
}

/** In half of the cases the first packet of an ordinary connection. */
function oftenOrdinary(random: () => number, packet: Packet): Packet {
  if (packet.state !== "NEW" || !carriesPorts(packet.protocol ?? 0) || random() < 0.5) return packet;
  return { ...packet, sourcePort: onePort(40000), flags: packet.flags && ["SYN"] };
}

const isOrdinary = ({ state, protocol, flags }: Packet) =>
  state === "NEW" && (protocol !== 6 || flags?.join() === "SYN");
/** Up to a rate accepted, and not beyond it. */
function isRated(ruleset: Ruleset, packet: Packet): boolean {
  const { possible } = interpret(ruleset, packet, { rates: "open" });
  const within = interpret(ruleset, packet, { rates: "within" }).possible;
  return within.includes("accept") && possible.some((fate) => fate === "drop" || fate === "reject");
}

const fromUsualPort = ({ sourcePort }: Packet) => sourcePort === null || sourcePort.first === 40000;

describe("rows in names", () => {
  it("mean exactly the packets whose verdict changes, in both families, and so do their samples", () => {
    const random = seeded(seed * 7);
    const seen = { rows: 0, joined: 0, changes: 0, rated: 0, inRated: 0 };
    for (let round = 0; round < 60; round++) {
      const usual = round % 2 === 0;
      const hook = usual ? "INPUT" : pick(random, packetChains);
      const sides = usual
        ? usualPairs(random)
        : { recounted: false, 4: pair(random, 4, hook), 6: pair(random, 6, hook) };
      const all = families.flatMap((family) => [sides[family].before, sides[family].after]);
      const names = namesOf(all);
      const meaning = tellMeaning({ sides, names, limits: { rows: 300 } });
      if (Object.values(meaning.outcomes).includes("too-complex") || meaning.more > 0) continue;
      const told = [...meaning.rows, ...meaning.others];
      const about = (packet: Packet, side: (typeof sides)[Family]) => {
        const words = {
          in: interfaceWord([side.before, side.after], "in", packet.in),
          out: interfaceWord([side.before, side.after], "out", packet.out),
        };
        return told.filter((row) => {
          if (row.first ? !isOrdinary(packet) : isOrdinary(packet) && fromUsualPort(packet)) return false;
          return rowHolds(row, packet, names, words);
        });
      };
      const fates = (packet: Packet, { before, after }: (typeof sides)[Family]) =>
        [before, after].map((one) => interpret(one, packet, { rates: "open" }).possible);
      for (const row of told) {
        const side = sides[row.sample.family];
        const [was = [], is = []] = fates(row.sample, side);
        expect(was, formatPacket(row.sample)).toContain(row.before);
        expect(is, formatPacket(row.sample)).toContain(row.after);
        expect(about(row.sample, side), formatPacket(row.sample)).toContain(row);
        seen.rows++;
        if (row.kind === "rate-changed") {
          seen.rated++;
          expect([side.before, side.after].map((one) => isRated(one, row.sample))).toEqual([true, true]);
        }
        if (row.families.length === 2) seen.joined++;
      }
      for (const family of families) {
        const side = sides[family];
        const boundaries = { ...boundariesOf(side.before), interfaces: rigPorts, protocols: [50] };
        for (let n = 0; n < 40; n++) {
          const packet = oftenOrdinary(random, randomPacket(random, boundaries, hook));
          if (isImpossible(packet)) continue;
          const [was = [], is = []] = fates(packet, side);
          const rows = about(packet, side);
          if (was.length === 1 && is.length === 1 && was[0] !== is[0]) {
            seen.changes++;
            const said = rows.some((row) => row.before === was[0] && row.after === is[0]);
            expect(said, formatPacket(packet)).toBe(true);
          }
          // Of first packets from other ports only those from the usual one are spoken of.
          if (isOrdinary(packet) && !fromUsualPort(packet)) continue;
          const rated = [side.before, side.after].every((one) => isRated(one, packet));
          const kinds = rows.map(({ kind }) => kind);
          if (rated) seen.inRated++;
          if (sides.recounted) expect(kinds.includes("rate-changed"), formatPacket(packet)).toBe(rated);
          if (kinds.includes("rate-changed")) {
            expect(rated, formatPacket(packet)).toBe(true);
            expect(kinds, formatPacket(packet)).not.toContain("limited");
            expect(kinds, formatPacket(packet)).not.toContain("unlimited");
          }
          for (const row of rows) {
            expect(was, formatPacket(packet)).toContain(row.before);
            expect(is, formatPacket(packet)).toContain(row.after);
          }
        }
      }
    }
    expect(seen.rows).toBeGreaterThan(60);
    expect(seen.joined).toBeGreaterThan(5);
    expect(seen.changes).toBeGreaterThan(30);
    expect(seen.rated).toBeGreaterThan(1);
    expect(seen.inRated).toBeGreaterThan(10);
  }, 60_000);
});
