import { expect, test } from "vitest";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import { substitute } from "@/lib/core/analysis/substitute";
import { compile } from "@/lib/core/compile/compile";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Protections } from "@/lib/core/policy/schema";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Check, SeenOutcome } from "./check";
import { judgeTries } from "./judge-tries";

const open = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";
const facts = {
  ...hostFacts({ ipv4: "", ipv6: "" }),
  addresses: [{ interface: "eth0", family: 4 as const, address: "203.0.113.10", length: 24 }],
};
const web = startingPolicy("public-web-server", { admin: ["192.0.2.0/27"] });

/** How a connection to 443 is judged that meets this, under these protections. */
const judged = (...asked: Parameters<typeof tried>) => tried(...asked)?.judgement;

function tried(more: Partial<Protections>, source: string, outcome: SeenOutcome) {
  const compiled = compile({ ...web, protections: { ...web.protections, ...more } }, facts);
  const live = parseLive(open, 4);
  if (!compiled.ok || !live.ok) throw new Error("no rules");
  return triedBy(substitute(live.value, compiled.value.ruleset4), source, outcome);
}

const judgedBy = (...asked: Parameters<typeof triedBy>) => triedBy(...asked)?.judgement;

function triedBy(ruleset: Ruleset, source: string, outcome: SeenOutcome) {
  const tables = { 4: ruleset, 6: null };
  const check: Check = { from: { kind: "panel" }, kind: "tcp", target: null, port: 443, reason: "service" };
  const seen = {
    address: "203.0.113.10",
    family: 4 as const,
    outcome,
    milliseconds: 1,
    tool: null,
    words: "",
  };
  const grounds = { facts, intended: tables, live: tables };
  return judgeTries(check, [seen], grounds, { 4: source, 6: null })[0];
}

test("silence towards a source that the host may hold for a scanner proves no rule wrong; towards any other it does", () => {
  const portScan = { ports: 5, minutes: 10 };
  const [stranger, admin] = ["198.51.100.9", "192.0.2.5"];
  expect(judged({ portScan }, stranger, "silent")).toBe("cannot-tell");
  expect(judged({ portScan }, stranger, "works")).toBe("agrees");
  // The list comes after the administrators.
  expect(judged({ portScan }, admin, "silent")).toBe("more-closed");
  // Nobody spends the plain rate of new connections by checks.
  expect(judged({}, stranger, "silent")).toBe("more-closed");
});

test("silence proves no rule wrong where a source may have spent its rate, or holds as many connections as it may", () => {
  const [stranger, admin] = ["198.51.100.9", "192.0.2.5"];
  const slow = { count: 1, per: "second", burst: 1, perSource: true } as const;
  const hourly = { count: 100, per: "hour", burst: 100, perSource: true } as const;
  for (const spent of [{ openConnections: 1 }, { newConnections: slow }, { newConnections: hourly }]) {
    expect(judged(spent, stranger, "silent")).toBe("cannot-tell");
    expect(judged(spent, stranger, "works")).toBe("agrees");
    expect(judged(spent, admin, "silent")).toBe("more-closed");
  }
});

test("so it is with rules of others that let in within a rate, or send whoever is above it elsewhere", () => {
  const of = (...lines: readonly string[]) => {
    const text = open
      .replace("INPUT ACCEPT", "INPUT DROP")
      .replace("COMMIT", [...lines, "COMMIT"].join("\n"));
    const read = parseLive(text.replace("*filter\n", "*filter\n:BUSY - [0:0]\n"), 4);
    if (!read.ok) throw new Error("no rules");
    return judgedBy(read.value, "198.51.100.9", "silent");
  };
  const web = "-A INPUT -p tcp -m tcp --dport 443";
  expect(of(`${web} -j ACCEPT`)).toBe("more-closed");
  const upto =
    "-m hashlimit --hashlimit-upto 5/min --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name w";
  expect(of(`${web} ${upto} -j ACCEPT`)).toBe("cannot-tell");
  const busy = "-m connlimit --connlimit-above 2 --connlimit-mask 32 --connlimit-saddr -j BUSY";
  expect(of("-A BUSY -j DROP", `-A INPUT ${busy}`, `${web} -j ACCEPT`)).toBe("cannot-tell");
});

test("what such a judgement hangs on is named: the conditions that speak of what the source did before, and no others", () => {
  const hangsOn = (...lines: readonly string[]) => {
    const read = parseLive(open.replace("COMMIT", [...lines, "COMMIT"].join("\n")), 4);
    if (!read.ok) throw new Error("no rules");
    return triedBy(read.value, "198.51.100.9", "silent")?.hangsOn;
  };
  const list = "-m recent --rcheck --seconds 600 --name scan --mask 255.255.255.255 --rsource";
  const many = "-m connlimit --connlimit-above 2 --connlimit-mask 32 --connlimit-saddr";
  const other = `-A INPUT -p tcp -m tcp --dport 25 ${many.replace("2", "9")} -j DROP`;
  expect(hangsOn(`-A INPUT ${list} -j DROP`, other)).toEqual([list]);
  const fast =
    "-m hashlimit --hashlimit-above 5/min --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name w";
  expect(hangsOn(`-A INPUT ${many} -j DROP`, other, `-A INPUT ${fast} -j DROP`)).toEqual([many, fast]);
  expect(hangsOn()).toEqual([]);
  const ours = tried({ portScan: { ports: 5, minutes: 10 }, openConnections: 9 }, "198.51.100.9", "silent");
  expect(ours?.hangsOn).toEqual([
    expect.stringContaining("-m recent"),
    expect.stringContaining("-m connlimit --connlimit-above 9"),
  ]);
});
