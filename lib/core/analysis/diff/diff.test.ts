import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { formatAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { prefixHolds, rangeToPrefixes, shortPrefix } from "@/lib/core/net/prefix";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { onePort, type Packet, packetChains } from "@/lib/core/packet/packet";
import { pick, randomPacket } from "@/lib/core/packet/random-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { boundariesOf } from "../boundaries";
import { interpret } from "../interpret";
import { loopbackPrefixes, multicastPrefixes } from "../predicate/address-type";
import { flagBits } from "../predicate/fields";
import { numberOf } from "../predicate/number-of";
import { interfaceClass, interfaceClasses } from "../symbolic/interface-classes";
import { rigPorts } from "../testing/address-plan";
import { RulesetMaker } from "../testing/random-ruleset";
import { seeded } from "../testing/seeded";
import type { ChangeRow, MeaningDiff } from "./change-row";
import { diffRulesets } from "./diff";

const seed = Number(process.env.SEKISHO_SYMBOLIC_SEED ?? 1);

function filter(rules: string, family: Family = 4): Ruleset {
  const parsed = parseSave(`*filter\n${rules.trim()}\nCOMMIT\n`, family);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

const base = ":INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n";
const compared = (before: string, after: string) =>
  diffRulesets(filter(base + before), filter(base + after), { host: null });

/** A row in one line, for people. */
function told(row: ChangeRow): string {
  const ranges = (list: ChangeRow["sources"]) =>
    list?.flatMap(rangeToPrefixes).map(shortPrefix).join(",") ?? "any";
  const services =
    row.services
      ?.map(({ protocols, ports }) => {
        const protocol =
          protocols === null
            ? "any"
            : `${protocols.first}${protocols.last === protocols.first ? "" : `-${protocols.last}`}`;
        return `${protocol}${ports === null ? "" : `/${ports.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join("+")}`}`;
      })
      .join(" ") ?? "any";
  return `${row.kind} ${row.hook} ${row.states.join(",")} ${services} from ${ranges(row.sources)} to ${ranges(row.destinations)}`;
}

function rowsOf(diff: MeaningDiff): readonly ChangeRow[] {
  return diff.outcome === "different" ? diff.rows : [];
}

const ordinary = (diff: MeaningDiff) => rowsOf(diff).filter((row) => row.ordinary);

describe("what changes in meaning", () => {
  it("is nothing where the text differs and the packets do not", () => {
    const one = "-A INPUT -s 10.0.0.0/24 -p tcp -m tcp --dport 22 -j ACCEPT";
    const two = `-A INPUT -s 10.0.0.128/25 -p tcp -m tcp --dport 22 -j ACCEPT
-A INPUT -s 10.0.0.0/25 -p tcp -m multiport --dports 22 -j ACCEPT
-A INPUT -s 10.0.0.7/32 -p tcp -m tcp --dport 22 -j DROP`;
    expect(compared(one, two)).toEqual({ outcome: "equal" });
  });

  it("is one row for one network that gets in, with a packet and the rules of both sides", () => {
    const diff = compared("", "-A INPUT -s 198.51.100.0/24 -p tcp -m multiport --dports 80,443 -j ACCEPT");
    expect(ordinary(diff).map(told)).toEqual(["opened INPUT NEW 6/80+443 from 198.51.100.0/24 to any"]);
    const [row] = rowsOf(diff);
    expect(row?.sample.source && formatAddress(row.sample.source)).toBe("198.51.100.7");
    expect(row?.rules.before).toBeNull();
    expect(row?.rules.after?.text).toContain("--dports 80,443");
  });

  it("joins prefixes of many rules, and says what is no longer reachable apart from what is answered differently", () => {
    const many = Array.from(
      { length: 64 },
      (_, n) => `-A INPUT -s 10.0.${n}.0/24 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT`,
    );
    expect(ordinary(compared(many.join("\n"), "")).map(told)).toEqual([
      "closed INPUT NEW 6/22 from 10.0.0.0/18 to any",
    ]);
    const reject =
      "-A INPUT -p tcp -m tcp --dport 23 -m conntrack --ctstate NEW -j REJECT --reject-with icmp-port-unreachable";
    expect(ordinary(compared("", reject)).map(told)).toEqual([
      "answered-differently INPUT NEW 6/23 from any to any",
    ]);
  });

  it("names the condition that it hangs on, and never takes a new rate limit for nothing", () => {
    const rule = "-A INPUT -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT";
    const limited = rule.replace("-j", "-m limit --limit 3/min -j");
    const [row, ...others] = ordinary(compared(rule, limited));
    expect(others).toEqual([]);
    expect(row?.kind).toBe("closed");
    expect(row?.dependsOn.join()).toContain("--limit 3/min");
    expect(row?.onlyBeyondRates).toBe(true);
    expect(row?.rules.after?.text).toContain("--limit 3/min");
    const [plain] = ordinary(compared(rule, ""));
    expect(plain?.onlyBeyondRates).toBe(false);
    expect(compared(limited, limited)).toEqual({ outcome: "equal" });
  });

  it("is shown on a packet between the host's own address and another one", () => {
    const address = { family: 4 as const, value: 0xc6336407n };
    const host = {
      addresses: [{ interface: "ens9", address, length: 24 }],
      routes: null,
      forwarding: true,
    };
    const drop = "-A INPUT -j DROP\n-A FORWARD -j DROP\n-A OUTPUT -j DROP";
    const accept = base.replaceAll("DROP", "ACCEPT");
    const rows = ordinary(diffRulesets(filter(accept), filter(accept + drop), { host }));
    const ends = rows.map(({ hook, sample }) => ({
      hook,
      own: [sample.source, sample.destination].map((end) => end?.value === address.value),
      apart: sample.source?.value !== sample.destination?.value,
      through: sample.in ?? sample.out,
    }));
    expect(ends).toEqual(
      expect.arrayContaining([
        { hook: "INPUT", own: [false, true], apart: true, through: "ens9" },
        { hook: "FORWARD", own: [false, false], apart: true, through: "ens9" },
        { hook: "OUTPUT", own: [true, false], apart: true, through: "ens9" },
      ]),
    );
    expect(rows.map(({ rules }) => rules.after?.text.slice(0, 9)).toSorted()).toEqual([
      "-A FORWAR",
      "-A INPUT ",
      "-A OUTPUT",
    ]);
  });

  it.each([
    ["one network alone is let in", "-A INPUT -s 192.0.2.0/24 -j ACCEPT"],
    ["it is for one network alone", "-A INPUT -d 198.51.100.0/24 -j ACCEPT"],
    ["both are in one network", "-A INPUT -s 10.0.0.0/30 -d 10.0.0.0/30 -j ACCEPT"],
    ["one of two addresses sends to the other", "-A INPUT -s 10.0.0.0/31 -d 10.0.0.0/31 -j ACCEPT"],
    ["it is for one address of its own network", "-A INPUT -s 10.0.0.0/24 -d 10.0.0.1/32 -j ACCEPT"],
  ])("is never shown on a packet to its own sender, where %s", (_, rule) => {
    for (const { sample } of rowsOf(compared("", rule))) {
      expect(sample.source?.value, formatPacket(sample)).not.toBe(sample.destination?.value);
    }
  });

  it("follows a translation of the destination: who is let through to a published port", () => {
    const tables = (rule: string) => {
      const text = `*nat
:PREROUTING ACCEPT [0:0]
:INPUT ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:POSTROUTING ACCEPT [0:0]
${rule}
COMMIT
*filter
${base}-A FORWARD -d 172.17.0.2/32 -p tcp -m tcp --dport 80 -j ACCEPT
COMMIT
`;
      const parsed = parseSave(text, 4);
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
      return parsed.value;
    };
    const host = {
      addresses: [{ interface: "eth0", address: { family: 4 as const, value: 0xcb00710an }, length: 24 }],
      routes: null,
      forwarding: true,
    };
    const diff = diffRulesets(
      tables(""),
      tables("-A PREROUTING -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80"),
      { host },
    );
    const opened = ordinary(diff).filter((row) => row.kind === "opened");
    expect(opened.map(told)).toEqual(expect.arrayContaining(["opened INPUT NEW 6/8080 from any to any"]));
  });

  it("knows the port that a connection began with: that of the packet before any translation", () => {
    const rule = "-A INPUT -p tcp -m conntrack --ctorigdstport 8080 -j ACCEPT";
    const diff = compared("", rule);
    expect(ordinary(diff).map(told)).toEqual(["opened INPUT NEW 6/8080 from any to any"]);
    const [row] = rowsOf(diff);
    expect([row?.also, row?.sample.originalPort]).toEqual([[], onePort(8080)]);
    expect(row?.rules.after?.text).toContain("--ctorigdstport 8080");
  });

  it("is not guessed where it would need more than it may use", () => {
    const text = "-A INPUT -s 10.0.0.0/24 -p tcp -m tcp --dport 22 -j ACCEPT";
    expect(diffRulesets(filter(base), filter(base + text), { host: null, budget: 20 })).toEqual({
      outcome: "too-complex",
    });
  });
});

/** The first packet of a connection as programs send it; any client port may stand for the usual one. */
const startsPlainly = ({ state, protocol, flags }: Packet) =>
  state === "NEW" && (protocol !== 6 || flags?.join() === "SYN");
const fromUsualPort = ({ sourcePort }: Packet) => sourcePort === null || sourcePort.first === 40000;

/** No kernel hands such a packet to the rules. */
const isImpossible = ({ source, in: input, chain }: Packet) =>
  chain !== "OUTPUT" &&
  source !== null &&
  (multicastPrefixes.some((prefix) => prefixHolds(prefix, source)) ||
    (input !== "lo" && loopbackPrefixes.some((prefix) => prefixHolds(prefix, source))));

/** The word for an interface among all that two rulesets ask for. */
function interfaceWord(rulesets: readonly Ruleset[], side: "in" | "out", name: string | null): string {
  const asked = rulesets
    .flatMap(matchesOf)
    .flatMap((match) =>
      (match.kind === "in-interface" || match.kind === "out-interface") && match.kind === `${side}-interface`
        ? [match.name]
        : [],
    );
  const classes = interfaceClasses(asked);
  return classes.words[interfaceClass(classes, name ?? "")] ?? "";
}

const matchesOf = ({ tables }: Ruleset) =>
  tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules.flatMap(({ matches }) => matches)));

/** Whether a packet is one of those that the row is about; conditions are left open. */
function isAbout(row: ChangeRow, packet: Packet, rulesets: readonly Ruleset[]): boolean {
  const within = (
    list: readonly { first: bigint | number; last: bigint | number }[] | null,
    value: bigint | number | null | undefined,
  ) =>
    list === null ||
    (value !== null &&
      value !== undefined &&
      list.some(({ first, last }) => first <= value && value <= last));
  const through = (side: "in" | "out") =>
    row[side]?.includes(interfaceWord(rulesets, side, packet[side])) !== false;
  if (row.ordinary ? !startsPlainly(packet) : startsPlainly(packet) && fromUsualPort(packet)) return false;
  const icmp = packet.icmp === null ? null : packet.icmp.type * 256 + packet.icmp.code;
  return (
    row.hook === packet.chain &&
    row.states.includes(packet.state) &&
    within(row.sources, packet.source?.value) &&
    within(row.destinations, packet.destination?.value) &&
    through("in") &&
    through("out") &&
    (row.services === null ||
      row.services.some(
        ({ protocols, ports, icmp: messages }) =>
          within(protocols && [protocols], packet.protocol) &&
          within(ports, packet.destinationPort?.first) &&
          within(messages, icmp),
      )) &&
    row.also.every(({ field, ranges }) =>
      within(
        ranges,
        field === "flags" ? flagBits(packet.flags ?? []) : Number(numberOf(field, packet)?.first ?? -1),
      ),
    )
  );
}

/** One rule taken away, put twice, or moved. */
function changed(random: () => number, ruleset: Ruleset): Ruleset {
  const table = ruleset.tables.findIndex(({ name }) => name === "filter");
  const chains = ruleset.tables[table]?.chains ?? [];
  const chosen = pick(
    random,
    chains.filter(({ rules }) => rules.length > 0),
  );
  const at = Math.floor(random() * chosen.rules.length);
  const to = Math.floor(random() * chosen.rules.length);
  const rule = chosen.rules[at];
  if (rule === undefined) return ruleset;
  const without = chosen.rules.toSpliced(at, 1);
  const rules = random() < 0.5 ? without : without.toSpliced(to, 0, rule);
  const next = chains.map((chain) => (chain === chosen ? { ...chain, rules } : chain));
  return {
    ...ruleset,
    tables: ruleset.tables.map((one, n) => (n === table ? { ...one, chains: next } : one)),
  };
}

/** Few rules, so that the rows of a change are few enough to look at each. */
function shortened(ruleset: Ruleset): Ruleset {
  const tables = ruleset.tables.map(({ name, chains }) => ({
    name,
    chains: chains.map((chain) => ({ ...chain, rules: chain.rules.slice(0, 3) })),
  }));
  return { ...ruleset, tables };
}

/** The packet, in half of the cases made the first one of an ordinary connection. */
function oftenOrdinary(random: () => number, packet: Packet): Packet {
  if (packet.state !== "NEW" || packet.sourcePort === null || random() < 0.5) return packet;
  return { ...packet, sourcePort: onePort(40000), flags: packet.flags && ["SYN"] };
}

describe.each([4, 6] as const)("rows of random rulesets, IPv%i", (family) => {
  it("are about exactly the packets whose verdict changes, and their samples show it", () => {
    const random = seeded(seed * 10 + family);
    let rowsSeen = 0;
    let changesSeen = 0;
    for (let round = 0; round < 60; round++) {
      const hook = packetChains[round % 3] ?? "INPUT";
      const before = shortened(new RulesetMaker(random, family, hook).make());
      const after = changed(random, before);
      const diff = diffRulesets(before, after, { host: null, rows: 300 });
      if (diff.outcome === "too-complex" || (diff.outcome === "different" && diff.more > 0)) continue;
      const rows = rowsOf(diff);
      const possible = (packet: Packet) =>
        [before, after].map((one) => interpret(one, packet, { rates: "open" }).possible);
      for (const row of rows) {
        rowsSeen++;
        expect(isAbout(row, row.sample, [before, after]), `${formatPacket(row.sample)}: ${told(row)}`).toBe(
          true,
        );
        const [was, is] = possible(row.sample);
        expect(was, told(row)).toContain(row.before);
        expect(is, told(row)).toContain(row.after);
      }
      const boundaries = { ...boundariesOf(before), interfaces: rigPorts, protocols: [50] };
      for (let n = 0; n < 80; n++) {
        const packet = oftenOrdinary(random, randomPacket(random, boundaries, hook));
        if (isImpossible(packet)) continue;
        const [was = [], is = []] = possible(packet);
        const about = rows.filter((row) => isAbout(row, packet, [before, after]));
        if (was.length === 1 && is.length === 1 && was[0] !== is[0]) {
          changesSeen++;
          const told = about.some((row) => row.before === was[0] && row.after === is[0]);
          expect(told, formatPacket(packet)).toBe(true);
        }
        if (startsPlainly(packet) && !fromUsualPort(packet)) continue;
        for (const row of about) {
          expect(was, `${told(row)}: ${formatPacket(packet)}`).toContain(row.before);
          expect(is, `${told(row)}: ${formatPacket(packet)}`).toContain(row.after);
        }
      }
    }
    expect(rowsSeen).toBeGreaterThan(10);
    expect(changesSeen).toBeGreaterThan(2);
  }, 30_000);
});
