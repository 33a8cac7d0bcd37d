import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { packetChains } from "@/lib/core/packet/packet";
import { pick, type Random, randomPacket } from "@/lib/core/packet/random-packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { NONE } from "../bdd/bdd";
import { boundariesOf } from "../boundaries";
import { follow } from "../path/follow";
import { reach } from "../reach/reach";
import { rigPorts } from "../testing/address-plan";
import { agree } from "../testing/agree";
import { seeded } from "../testing/seeded";
import { SymbolicRuleset } from "./journey";
import { fieldOrders } from "./layout";
import { layoutInput } from "./layout-input";
import { packetCell } from "./packet-cell";
import { PacketSpace } from "./packet-space";

function read(text: string, family: Family = 4): Ruleset {
  const parsed = parseSave(text, family);
  if (!parsed.ok) throw new Error(`${parsed.problems[0]?.text}\n${text}`);
  return parsed.value;
}

const networks = {
  4: ["192.0.2.0/25", "192.0.2.64/26", "203.0.113.5", "198.51.100.0/24"],
  6: ["2001:db8:a::/64", "2001:db8:a::/48", "2001:db8:b::5", "2001:db8:c::/64"],
};

function condition(random: Random, family: Family): string {
  const network = pick(random, networks[family]);
  const not = random() < 0.2 ? "! " : "";
  return pick(random, [
    `-m conntrack ${not}--ctorigsrc ${network}`,
    `-m conntrack ${not}--ctorigdst ${network}`,
    `-m conntrack ${not}--ctproto ${pick(random, ["6", "17"])}`,
    `-p tcp -m conntrack ${not}--ctorigsrcport ${pick(random, ["40000", "1024:40000"])}`,
    `-p udp -m conntrack ${not}--ctorigsrcport 1024:40000 --ctorigdst ${network}`,
    `-s ${network} -p tcp -m tcp --dport 80`,
  ]);
}

/** Raw that takes some packets out of tracking, and a translation of an address that no packet here is for. */
function untracks(random: Random, family: Family): string {
  const [of, to] = family === 4 ? ["198.18.0.9", "198.18.0.7"] : ["2001:db8:18::9", "2001:db8:18::7"];
  const nat = `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d ${of} -j DNAT --to-destination ${to}\nCOMMIT\n`;
  const lines = ["PREROUTING", "OUTPUT"].map(
    (chain) => `-A ${chain} -s ${pick(random, networks[family])} -j CT --notrack\n`,
  );
  return `*raw\n:PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines.join("")}COMMIT\n${nat}`;
}

/** Rules that ask for the beginning of a connection, none of which translates anything. */
function rules(random: Random, family: Family, before = ""): Ruleset {
  const lines = ["INPUT", "FORWARD", "OUTPUT"].flatMap((chain) =>
    Array.from({ length: 4 }, () => {
      const end = pick(random, ["ACCEPT", "DROP"]);
      return `-A ${chain} ${condition(random, family)} -j ${end}`;
    }),
  );
  const mangle = `*mangle\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING ${condition(random, family)} -j DROP\nCOMMIT\n`;
  return read(
    `${before}${mangle}*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines.join("\n")}\nCOMMIT\n`,
    family,
  );
}

describe("what is asked of the beginning of a connection", () => {
  it.each([
    [4, "everything is tracked", () => ""],
    [6, "everything is tracked", () => ""],
    [4, "raw takes some out of tracking", untracks],
    [6, "raw takes some out of tracking", untracks],
  ] as const)(
    "its first packet answers by itself where nothing translates, IPv%i: %s",
    (family, _, before) => {
      const random = seeded(family);
      let sure = 0;
      for (let round = 0; round < 40; round++) {
        const ruleset = rules(random, family, before(random, family));
        const options = { order: fieldOrders[round % 3] ?? [], budget: 1_000_000, addresses: null };
        const space = new PacketSpace(layoutInput([ruleset], null), options);
        const symbolic = new SymbolicRuleset(space, ruleset);
        const outcomes = { arriving: symbolic.outcome("arriving"), leaving: symbolic.outcome("leaving") };
        const boundaries = { ...boundariesOf(ruleset), interfaces: rigPorts.slice(0, 2), protocols: [50] };
        for (let n = 0; n < 60; n++) {
          const made = randomPacket(random, boundaries, pick(random, packetChains));
          const packet = { ...made, out: made.chain === "INPUT" ? null : "eth1", hopLimit: 64 };
          const outcome = outcomes[packet.chain === "OUTPUT" ? "leaving" : "arriving"];
          const cell = packetCell(space, packet);
          const ends = (["accept", "drop", "reject", "unknown"] as const).filter(
            (end) => space.bdd.written(outcome[end], cell) !== NONE,
          );
          const { possible } = follow(ruleset, packet, null, { trace: false });
          const message = `round ${round}: ${formatPacket(packet)}`;
          if (packet.state === "NEW") expect(ends, message).toEqual([...possible].sort());
          // Of later packets a set knows more: which of several open conditions hang together.
          else expect(agree(ends, possible), message).toBe(true);
          if (packet.state === "NEW" && ends.length === 1) sure++;
        }
      }
      expect(sure).toBeGreaterThan(300);
    },
  );

  const asked = "-m conntrack --ctorigsrc 192.0.2.0/24 --ctorigdst 198.51.100.7 --ctproto 6 -j ACCEPT";
  const filter = `*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n-A INPUT ${asked}\nCOMMIT\n`;
  const pattern = { hook: "INPUT", state: "NEW" } as const;
  const reached = (text: string) => reach(read(text), [pattern], { host: null })?.[0];

  it("is no open condition then", () => {
    const found = reached(filter);
    expect(found?.depends).toBeNull();
    expect(found?.open?.sources).toEqual([{ family: 4, first: 0xc0000200n, last: 0xc00002ffn }]);
  });

  it.each([
    ["DNAT", "DNAT --to-destination 198.51.100.7"],
    ["NETMAP", "NETMAP --to 198.51.100.7/32"],
  ])("is the destination from before, where the packet has another one by now: %s", (_, target) => {
    const nat = `*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 203.0.113.80/32 -j ${target}\nCOMMIT\n`;
    const before = { first: 0xcb007150n, last: 0xcb007150n, family: 4 } as const;
    const own = [0xcb007150n, 0xc6336407n].map((value) => ({
      interface: "eth0",
      address: { family: 4, value } as const,
      length: 32,
    }));
    const host = { addresses: own, routes: null, forwarding: false };
    const asks = { ...pattern, destinations: [before] };
    const reachedFor = (original: string) =>
      reach(read(`${filter.replace("--ctorigdst 198.51.100.7", `--ctorigdst ${original}`)}${nat}`), [asks], {
        host,
      })?.[0];
    expect(reachedFor("198.51.100.7")).toMatchObject({ open: null, depends: null });
    expect(reachedFor("203.0.113.80")?.depends).toBeNull();
    expect(reachedFor("203.0.113.80")?.open?.sources).toEqual([
      { family: 4, first: 0xc0000200n, last: 0xc00002ffn },
    ]);
    const established = { ...asks, state: "ESTABLISHED" } as const;
    const text = `${filter.replace("--ctorigdst 198.51.100.7", "--ctorigdst 203.0.113.80")}${nat}`;
    expect(reach(read(text), [established], { host })?.[0]?.depends).not.toBeNull();
  });

  it("is never so of what raw takes out of tracking, unless the same match asks for the state", () => {
    const raw =
      "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -p tcp -m tcp --dport 80 -j CT --notrack\nCOMMIT\n";
    const nat =
      "*nat\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -d 198.51.100.9/32 -j DNAT --to-destination 198.51.100.7\nCOMMIT\n";
    const ends = (conditions: string) => {
      const last = `-A INPUT -p tcp -m tcp --dport 80 -m conntrack ${conditions} -j ACCEPT`;
      const tables = read(
        `${raw}${nat}*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT ACCEPT [0:0]\n${last}\nCOMMIT\n`,
      );
      const asked = { ...pattern, outside: true, protocol: 6, ports: [{ first: 80, last: 80 }] };
      return reach(tables, [asked], { host: null })?.[0];
    };
    for (const conditions of ["--ctorigdst 203.0.113.80", "! --ctorigdst 203.0.113.80"]) {
      expect(ends(conditions)).toMatchObject({ open: null, depends: null });
    }
    const together = ends("--ctstate UNTRACKED --ctorigdst 203.0.113.80");
    expect(together).toMatchObject({ shut: null, depends: null });
    expect(together?.open).not.toBeNull();
  });

  it("stays open in raw, where a packet has no connection yet", () => {
    const raw = `*raw\n:PREROUTING DROP [0:0]\n-A PREROUTING -i eth0 -j CT --helper ftp\n-A PREROUTING ${asked}\nCOMMIT\n`;
    expect(reached(`${raw}*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n`)?.open).toBeNull();
  });
});
