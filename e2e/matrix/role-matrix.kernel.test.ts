import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type NamespacePair, type Protocol, raiseNamespacePair } from "../rig/namespace-pair";
import { type Expectation, expectations, type Source } from "./tables";

const cli = resolve(fileURLToPath(new URL("../../bin/sekisho.mjs", import.meta.url)));

/** Everybody in the tables: one address of each family. The administrator sits inside headquarters. */
const addresses = {
  vps: { 4: "203.0.113.10", 6: "2001:db8:10::10" },
  admin: { 4: "198.51.100.7", 6: "2001:db8:a::7" },
  terminal: { 4: "198.51.100.9", 6: "2001:db8:a::9" },
  branch: { 4: "198.51.100.70", 6: "2001:db8:b::70" },
  partner: { 4: "198.51.100.130", 6: "2001:db8:c::130" },
  destination: { 4: "192.0.2.50", 6: "2001:db8:d::50" },
  stranger: { 4: "192.0.2.200", 6: "2001:db8:ffff::200" },
} as const;
type Party = keyof typeof addresses;
type Family = 4 | 6;

const prefixes: Record<Source, string> = {
  admin: "198.51.100.7,2001:db8:a::7",
  hq: "198.51.100.0/27,2001:db8:a::/64",
  branch: "198.51.100.64/27,2001:db8:b::/64",
  partner: "198.51.100.128/27,2001:db8:c::/64",
  destination: "192.0.2.50,2001:db8:d::50",
};

const ports: Record<Protocol, readonly number[]> = {
  tcp: [22, 25, 53, 80, 110, 143, 443, 465, 587, 993, 995, 9999],
  udp: [53, 123, 9999],
};

const signs = { works: "+", silent: ".", refused: "r", forbidden: "x" } as const;

type Cell = {
  readonly party: Party;
  readonly protocol: Protocol;
  readonly port: number;
  readonly low: boolean;
};

/** Reads the head of a table: the cells of one row, without the party. */
function columnsOf(table: string): Omit<Cell, "party">[] {
  const [head = ""] = table.trim().split("\n");
  return head
    .trim()
    .split(/\s+/)
    .map((word) => ({
      protocol: word.startsWith("udp") ? "udp" : "tcp",
      port: Number(/(\d+)/.exec(word)?.[1]),
      low: word.includes("<"),
    }));
}

/** Without the widths: what is compared. */
const normalised = (table: string) =>
  table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).join(" "))
    .join("\n");

function render(expectation: Expectation, format: string): string {
  const sources = expectation.sources.flatMap((name) => ["--source", `${name}=${prefixes[name]}`]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, "render", ...expectation.render, ...sources, "--format", format],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`sekisho render: ${stderr}`);
  return stdout;
}

const hooks = "-A INPUT -j SEKISHO-IN\n-A OUTPUT -j SEKISHO-OUT\n-A FORWARD -j SEKISHO-FWD\n";
const empty = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";

/** Two ways to put a role into force: as the panel pushes it, and as the exported script. */
const ways = {
  "own chains, as the panel pushes them": (pair: NamespacePair, expectation: Expectation) => {
    for (const [format, program] of [
      ["restore", "iptables-restore"],
      ["ip6restore", "ip6tables-restore"],
    ] as const) {
      pair.run(
        "vps",
        program,
        ["--noflush"],
        render(expectation, format).replace("COMMIT\n", `${hooks}COMMIT\n`),
      );
    }
  },
  "the exported script": (pair: NamespacePair, expectation: Expectation) => {
    pair.run("vps", "sh", ["-s"], render(expectation, "script"));
  },
};

describe("who reaches what, packet by packet, in a real kernel", () => {
  let pair: NamespacePair;

  beforeAll(async () => {
    const { vps, ...others } = addresses;
    pair = raiseNamespacePair({
      vps: Object.values(vps),
      outside: Object.values(others).flatMap((party) => Object.values(party)),
    });
    for (const side of ["vps", "outside"] as const) {
      for (const protocol of ["tcp", "udp"] as const) {
        for (const port of ports[protocol]) {
          // UDP answers leave from the address that was asked only when it is bound.
          const own = side === "vps" ? [addresses.vps] : Object.values(others);
          for (const party of own)
            for (const family of [4, 6] as const) await pair.listen(side, protocol, party[family], port);
        }
      }
    }
  });
  afterAll(() => pair?.stop());

  async function observe(table: string, direction: "inbound" | "outbound", family: Family): Promise<string> {
    const [head = "", ...rows] = table.trim().split("\n");
    const columns = columnsOf(table);
    const lines = rows.map(async (row) => {
      const party = row.trim().split(/\s+/)[0] as Party;
      const answers = columns.map(({ protocol, port, low }, index) => {
        const inward = direction === "inbound";
        return pair.probe(inward ? "outside" : "vps", {
          protocol,
          port,
          from: (inward ? addresses[party] : addresses.vps)[family],
          to: (inward ? addresses.vps : addresses[party])[family],
          ...(low ? { fromPort: 600 + index } : {}),
        });
      });
      return [party, ...(await Promise.all(answers)).map((answer) => signs[answer])].join(" ");
    });
    return [head, ...(await Promise.all(lines))].join("\n");
  }

  for (const [way, load] of Object.entries(ways)) {
    describe(way, () => {
      it.each(expectations)("$name", async (expectation) => {
        for (const program of ["iptables-restore", "ip6tables-restore"]) pair.run("vps", program, [], empty);
        load(pair, expectation);
        // Flows of the case before must not answer for this one.
        pair.run("vps", "conntrack", ["-F"]);
        const looks = ([4, 6] as const).flatMap((family) =>
          (["inbound", "outbound"] as const).map(async (direction) => {
            const title = `IPv${family} ${direction}\n`;
            const observed = await observe(expectation[direction], direction, family);
            expect(title + normalised(observed)).toBe(title + normalised(expectation[direction]));
          }),
        );
        await Promise.all(looks);
      });
    });
  }
});
