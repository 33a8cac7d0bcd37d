import type { ProbeAnswer, ProbeRequest } from "@/lib/server/practice/practice";
import { outside, panel, vantagePoints, vps } from "@/lib/server/practice/topology.mjs";
import type { PracticeVps } from "../rig/practice-vps";

type Family = 4 | 6;
type Party = { readonly from: ProbeRequest["from"]; readonly ipv4: string; readonly ipv6: string };

function place(from: keyof typeof vantagePoints): Party {
  const { ipv4, ipv6 } = vantagePoints[from];
  return { from, ipv4: ipv4.address, ipv6: ipv6.address };
}

/** Who the rows of the tables are on the practice internet. The administrator sits at the panel, inside headquarters. */
export const parties: Readonly<Record<string, Party>> = {
  admin: { from: "panel", ...panel },
  terminal: place("office"),
  branch: place("branch"),
  partner: place("partner"),
  destination: { from: "anybody", ipv4: outside.ipv4, ipv6: outside.ipv6 },
  stranger: place("anybody"),
};

/** One table to be looked at in one family. */
export type Look = {
  readonly family: Family;
  readonly direction: "inbound" | "outbound";
  /** Which of the VPS's addresses: its first or its second. */
  readonly own: 0 | 1;
  readonly table: string;
};

/** How long silence is waited out, in milliseconds. */
export type Patience = (look: Look) => number;

const signs: Readonly<Record<ProbeAnswer["outcome"], string>> = {
  works: "+",
  "timed-out": ".",
  refused: "r",
  forbidden: "x",
  unreachable: "?",
};

/** The table without its widths, led by what it is about. */
function told({ family, direction, own, table }: Look): string {
  const lines = table
    .trim()
    .split("\n")
    .map((line) => line.trim().split(/\s+/).join(" "));
  return [`IPv${family} ${direction}, address ${own + 1}`, ...lines, ""].join("\n");
}

/** What the tables expect, as `observe` tells what it saw. */
export const expected = (looks: readonly Look[]) => looks.map(told).join("");

function read(table: string) {
  const [head = "", ...rows] = table.trim().split("\n");
  return {
    head,
    names: rows.map((row) => row.trim().split(/\s+/)[0] ?? ""),
    columns: head
      .trim()
      .split(/\s+/)
      .map((word) => ({
        protocol: word.startsWith("udp") ? ("udp" as const) : ("tcp" as const),
        port: Number(/(\d+)/.exec(word)?.[1]),
        low: word.includes("<"),
      })),
  };
}

let lowPorts = 0;
/** A privileged source port that was not used lately: its connection may not be forgotten yet. */
const nextLowPort = () => 600 + (lowPorts++ % 300);

function probesOf(look: Look, patience: Patience): ProbeRequest[] {
  const { family, direction, own, table } = look;
  const version = family === 4 ? "ipv4" : "ipv6";
  const server = vps[version][own] ?? "";
  const { names, columns } = read(table);
  return names.flatMap((name) => {
    const party = parties[name];
    if (party === undefined) throw new Error(`nobody is called ${name}`);
    const ends =
      direction === "inbound"
        ? { from: party.from, source: party[version], target: server }
        : { from: "vps" as const, source: server, target: party[version] };
    return columns.map(({ protocol, port, low }) => ({
      ...{ ...ends, family, protocol, port, untilGreeted: true, timeoutMilliseconds: patience(look) },
      ...(low ? { sourcePort: nextLowPort() } : {}),
    }));
  });
}

/** Sends the packets of all tables at once and tells what they met, in the tables' own form. */
export async function observe(
  practice: PracticeVps,
  looks: readonly Look[],
  patience: Patience,
): Promise<string> {
  const answers = await practice.probe(looks.flatMap((look) => probesOf(look, patience)));
  const marks = answers.map(({ outcome }) => signs[outcome]);
  const seen = looks.map((look) => {
    const { head, names, columns } = read(look.table);
    const rows = names.map((name) => [name, ...marks.splice(0, columns.length)].join(" "));
    return { ...look, table: [head, ...rows].join("\n") };
  });
  return expected(seen);
}
