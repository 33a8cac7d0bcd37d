import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProbeAnswer, ProbeRequest } from "@/lib/server/practice/practice";
import { outside, panel, vantagePoints, vps } from "@/lib/server/practice/topology.mjs";
import { type PracticeVps, raisePracticeVps } from "../rig/practice-vps";
import { type Expectation, expectations, type Source } from "./tables";

const cli = resolve(fileURLToPath(new URL("../../bin/sekisho.mjs", import.meta.url)));

type Family = 4 | 6;
type Party = { readonly from: ProbeRequest["from"]; readonly ipv4: string; readonly ipv6: string };

function place(from: keyof typeof vantagePoints): Party {
  const { ipv4, ipv6 } = vantagePoints[from];
  return { from, ipv4: ipv4.address, ipv6: ipv6.address };
}

/** Who the rows of the tables are on the practice internet. The administrator sits at the panel, inside headquarters. */
const parties: Readonly<Record<string, Party>> = {
  admin: { from: "panel", ...panel },
  terminal: place("office"),
  branch: place("branch"),
  partner: place("partner"),
  destination: { from: "anybody", ipv4: outside.ipv4, ipv6: outside.ipv6 },
  stranger: place("anybody"),
};

const prefixesOf = ({ ipv4, ipv6 }: (typeof vantagePoints)["office"]) => `${ipv4.prefix},${ipv6.prefix}`;
const sources: Readonly<Record<Source, string>> = {
  admin: `${panel.ipv4},${panel.ipv6}`,
  hq: prefixesOf(vantagePoints.office),
  branch: prefixesOf(vantagePoints.branch),
  partner: prefixesOf(vantagePoints.partner),
  destination: `${outside.ipv4},${outside.ipv6}`,
};

const asked = {
  tcp: [22, 25, 53, 80, 110, 143, 443, 465, 587, 993, 995, 9999],
  udp: [53, 123, 9999],
} as const;

/** Somebody answers in every column. UDP answers leave from the address that was asked only when it is bound. */
const listening = (own: readonly string[]) => [
  ...asked.tcp.map((port) => `tcp any ${port}`),
  ...own.flatMap((address) => asked.udp.map((port) => `udp ${address} ${port}`)),
];

const signs: Readonly<Record<ProbeAnswer["outcome"], string>> = {
  works: "+",
  "timed-out": ".",
  refused: "r",
  forbidden: "x",
  unreachable: "?",
};

/** Reads the head of a table: the cells of one row. */
function columnsOf(head: string) {
  return head
    .trim()
    .split(/\s+/)
    .map((word) => ({
      protocol: word.startsWith("udp") ? ("udp" as const) : ("tcp" as const),
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
  const named = expectation.sources.flatMap((name) => ["--source", `${name}=${sources[name]}`]);
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [cli, "render", ...expectation.render, ...named, "--format", format],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(`sekisho render: ${stderr}`);
  return stdout;
}

const hooks = "-A INPUT -j SEKISHO-IN\n-A OUTPUT -j SEKISHO-OUT\n-A FORWARD -j SEKISHO-FWD\n";
const empty = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";
const restore = (program: string, text: string) => `${program} <<'END'\n${text}END\n`;

/** Two ways to put a role into force: as the panel pushes it, and as the exported script. */
const ways = {
  "own chains, as the panel pushes them": (expectation: Expectation) =>
    (["restore", "ip6restore"] as const)
      .map((format) => {
        const text = render(expectation, format).replace("COMMIT\n", `${hooks}COMMIT\n`);
        return restore(format === "restore" ? "iptables-restore -n" : "ip6tables-restore -n", text);
      })
      .join(""),
  "the exported script": (expectation: Expectation) => render(expectation, "script"),
};

/** One cell of a table, to be probed. */
type Question = ReturnType<typeof columnsOf>[number] & { readonly party: Party; readonly family: Family };

type Direction = "inbound" | "outbound";
/** How long silence is waited out, in milliseconds. */
type Patience = (direction: Direction, family: Family) => number;

/**
 * On one machine an answer takes a few milliseconds. Only an own rejection of TCP over IPv6 takes longer: connect(2)
 * still holds the socket when the error arrives, so it is told at the first retransmission, after 1 s.
 */
const short: Patience = (direction, family) => (direction === "outbound" && family === 6 ? 1_500 : 600);

let lowPorts = 0;
/** A privileged source port that was not used lately: its connection may not be forgotten yet. */
const nextLowPort = () => 600 + (lowPorts++ % 300);

function toProbe(direction: Direction, question: Question): ProbeRequest {
  const { party, family, protocol, port, low } = question;
  const version = family === 4 ? "ipv4" : "ipv6";
  const request = {
    ...{ family, protocol, port, untilGreeted: true },
    ...(low ? { sourcePort: nextLowPort() } : {}),
  };
  const server = vps[version][0] ?? "";
  return direction === "inbound"
    ? { ...request, from: party.from, source: party[version], target: server }
    : { ...request, from: "vps", source: server, target: party[version] };
}

describe("who reaches what on a practice VPS, packet by packet, seen from the places of its internet", () => {
  let practice: PracticeVps;

  beforeAll(async () => {
    const everybody = Object.values(parties).flatMap(({ ipv4, ipv6 }) => [ipv4, ipv6]);
    practice = await raisePracticeVps({
      vps: listening([vps.ipv4[0] ?? "", vps.ipv6[0] ?? ""]),
      internet: listening(everybody),
    });
  });
  afterAll(() => practice?.stop());

  /** Both tables of a case, in both families, as they are seen. */
  async function observe(expectation: Expectation, patience: Patience): Promise<string> {
    const tables = ([4, 6] as const).flatMap((family) =>
      (["inbound", "outbound"] as const).map((direction) => {
        const [head = "", ...rows] = expectation[direction].trim().split("\n");
        return { family, direction, head, names: rows.map((row) => row.trim().split(/\s+/)[0] ?? "") };
      }),
    );
    const probes = tables.flatMap(({ family, direction, head, names }) =>
      names.flatMap((name) =>
        columnsOf(head).map((column) => ({
          ...toProbe(direction, { ...column, party: parties[name] as Party, family }),
          timeoutMilliseconds: patience(direction, family),
        })),
      ),
    );
    const answers = (await practice.probe(probes)).map(({ outcome }) => signs[outcome]);
    return tables
      .map(({ family, direction, head, names }) => {
        const width = columnsOf(head).length;
        const lines = names.map((name) => [name, ...answers.splice(0, width)].join(" "));
        return `IPv${family} ${direction}\n${normalised([head, ...lines].join("\n"))}\n`;
      })
      .join("");
  }

  const expected = (expectation: Expectation) =>
    ([4, 6] as const)
      .flatMap((family) =>
        (["inbound", "outbound"] as const).map(
          (direction) => `IPv${family} ${direction}\n${normalised(expectation[direction])}\n`,
        ),
      )
      .join("");

  for (const [way, script] of Object.entries(ways)) {
    describe(way, () => {
      it.each(expectations)("$name", async (expectation) => {
        // Flows of the case before must not answer for this one.
        const clean = `${restore("iptables-restore", empty)}${restore("ip6tables-restore", empty)}`;
        practice.run(`set -e\n${clean}${script(expectation)}`);
        practice.run("conntrack -F");
        let observed = await observe(expectation, short);
        // On a busy machine an answer may come late: what is missing is waited for longer, once.
        if (observed !== expected(expectation)) observed = await observe(expectation, () => 10_000);
        expect(observed).toBe(expected(expectation));
      });
    });
  }
});
