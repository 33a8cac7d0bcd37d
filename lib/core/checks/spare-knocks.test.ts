import { expect, test } from "vitest";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import { substitute } from "@/lib/core/analysis/substitute";
import { compile } from "@/lib/core/compile/compile";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { PortScan } from "@/lib/core/policy/schema";
import type { Check, CheckReason } from "./check";
import { type Sources, spareKnocks } from "./spare-knocks";

const open = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";
const facts = {
  ...hostFacts({ ipv4: "", ipv6: "" }),
  addresses: [
    { interface: "eth0", family: 4 as const, address: "203.0.113.10", length: 24 },
    { interface: "eth0", family: 6 as const, address: "2001:db8:113::10", length: 64 },
  ],
};
const web = startingPolicy("public-web-server", { admin: ["192.0.2.0/27", "2001:db8:2::/64"] });
const admin = { 4: "192.0.2.5", 6: "2001:db8:2::5" };
const unknown = { 4: null, 6: null };
const stranger = { 4: "198.51.100.9", 6: "2001:db8:ffff::9" };

const knockAt = (port: number, reason: CheckReason): Check => ({
  from: { kind: "panel" },
  kind: "tcp",
  target: null,
  port,
  reason,
});
const checks = [
  knockAt(22, "service"),
  knockAt(443, "service"),
  ...[3306, 5432, 6379].map((port) => knockAt(port, "listens")),
  knockAt(8443, "own"),
];

/** The ports that a place still knocks at. */
function knocked(portScan: PortScan | undefined, sources: Sources, place: "own" | "neighbour" = "own") {
  const policy = { ...web, protections: { ...web.protections, portScan } };
  const compiled = compile(policy, facts);
  const [live4, live6] = [parseLive(open, 4), parseLive(open, 6)];
  if (!compiled.ok || !live4.ok || !live6.ok || compiled.value.ruleset6 === null) throw new Error("no rules");
  const tables = {
    4: substitute(live4.value, compiled.value.ruleset4),
    6: substitute(live6.value, compiled.value.ruleset6),
  };
  return spareKnocks(policy, facts, tables)(checks, sources, place).map(({ port }) => port);
}

const all = [22, 443, 3306, 5432, 6379, 8443];
const scan = { ports: 5, minutes: 10 };

test("where nobody is shut out for knocking every port is tried", () => {
  for (const place of ["own", "neighbour"] as const) expect(knocked(undefined, stranger, place)).toEqual(all);
});

test("knocks are a fifth of the number that shuts out, one at least, of what the operator asked for first", () => {
  // Shut for a stranger: SSH and all that only listens.
  expect(knocked(scan, stranger)).toEqual([443, 8443]);
  expect(knocked({ ...scan, ports: 3 }, stranger)).toEqual([443, 8443]);
  expect(knocked({ ...scan, ports: 10 }, stranger)).toEqual([22, 443, 8443]);
  expect(knocked({ ...scan, ports: 20 }, stranger)).toEqual([22, 443, 3306, 5432, 8443]);
  // Of one who is not known no more is sure than of a stranger.
  expect(knocked(scan, unknown)).toEqual([443, 8443]);
  // To the administrator nothing is shut.
  expect(knocked(scan, admin)).toEqual(all);
  // One who is let in in one family alone knocks at closed ports in the other.
  expect(knocked(scan, { ...admin, 6: stranger[6] })).toEqual([443, 8443]);
});

test("another managed host knocks at no port that is shut to it", () => {
  expect(knocked(scan, stranger, "neighbour")).toEqual([443]);
  expect(knocked(scan, admin, "neighbour")).toEqual(all);
});
