import { expect, test } from "vitest";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import { substitute } from "@/lib/core/analysis/substitute";
import { compile } from "@/lib/core/compile/compile";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Protections } from "@/lib/core/policy/schema";
import type { Check, SeenOutcome } from "./check";
import { judgeTries } from "./judge-tries";

const open = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";
const facts = {
  ...hostFacts({ ipv4: "", ipv6: "" }),
  addresses: [{ interface: "eth0", family: 4 as const, address: "203.0.113.10", length: 24 }],
};
const web = startingPolicy("public-web-server", { admin: ["192.0.2.0/27"] });

/** How a connection to 443 is judged that meets this, under these protections. */
function judged(more: Partial<Protections>, source: string, outcome: SeenOutcome) {
  const compiled = compile({ ...web, protections: { ...web.protections, ...more } }, facts);
  const live = parseLive(open, 4);
  if (!compiled.ok || !live.ok) throw new Error("no rules");
  const tables = { 4: substitute(live.value, compiled.value.ruleset4), 6: null };
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
  return judgeTries(check, [seen], grounds, { 4: source, 6: null })[0]?.judgement;
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
