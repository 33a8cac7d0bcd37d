import { expect, test } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { error, notice } from "@/lib/core/problem/problem";
import { canApply, type GateInput } from "./gates";

const tools = { version: "1.8.9", backend: "nf_tables", otherBackendRules: 0 } as const;
const facts: HostFacts = {
  hostname: "web",
  os: { id: "debian", name: "Debian", version: "12" },
  kernel: "6.1",
  bootId: "b",
  uptimeSeconds: 1,
  privilege: "root",
  init: "systemd",
  iptables4: tools,
  iptables6: tools,
  addresses: [],
  listeners: [],
  managers: [],
  forwarding: { ipv4: false, ipv6: false },
  users: {},
  resolvers: [],
  ftpHelper: false,
  connection: null,
  controlPanelPort: null,
  live: { ipv4: "", ipv6: "" },
};
const fine: GateInput = {
  facts,
  problems: [notice("n", "n")],
  lockout: "gets-in",
  assertions: [],
  pending: null,
  acceptedManagers: [],
  anyway: false,
};

test("a sound host is let through, notices and a host without IPv6 too", () => {
  expect(canApply(fine)).toEqual({ allowed: true });
  expect(canApply({ ...fine, facts: { ...facts, iptables6: "absent" } })).toEqual({ allowed: true });
});

test.each<[string, Partial<GateInput>]>([
  ["not-inspected", { facts: null }],
  ["broken", { problems: [error("broken", "broken")] }],
  ["apply-pending", { pending: { applyId: "a" } }],
  ["host-busy", { facts: { ...facts, pending: { id: "x", seconds: 9 } } }],
  ["not-root", { facts: { ...facts, privilege: "none" } }],
  ["no-iptables", { facts: { ...facts, iptables4: null } }],
  ["no-ip6tables", { facts: { ...facts, iptables6: null } }],
  ["manager-active", { facts: { ...facts, managers: [{ name: "ufw", state: "active" }] } }],
  ["other-backend", { facts: { ...facts, iptables6: { ...tools, otherBackendRules: 2 } } }],
  ["locked-out", { lockout: "locked-out" }],
  ["access-not-sure", { lockout: "cannot-tell" }],
  ["access-not-sure", { lockout: null }],
  ["assertion-fails", { assertions: [{ index: 0, text: "nobody reaches ssh", outcome: "fails" }] }],
  [
    "assertion-not-decided",
    { assertions: [{ index: 0, text: "nobody reaches ssh", outcome: "not-decided" }] },
  ],
])("refuses with the code %s", (code, change) => {
  const gate = canApply({ ...fine, ...change });
  expect(gate.allowed ? [] : gate.problems.map((each) => each.code)).toEqual([code]);
});

test("what the operator decided counts: a manager that stays, and apply anyway", () => {
  const managed = { ...facts, managers: [{ name: "ufw", state: "active" } as const] };
  expect(canApply({ ...fine, facts: managed, acceptedManagers: ["ufw"] }).allowed).toBe(true);
  expect(canApply({ ...fine, lockout: "locked-out", anyway: true }).allowed).toBe(true);
  expect(canApply({ ...fine, facts: managed, anyway: true }).allowed).toBe(false);
  const assertions = [{ index: 1, text: "nobody reaches ssh", outcome: "fails" }] as const;
  expect(canApply({ ...fine, assertions, anyway: true }).allowed).toBe(true);
});

test("each assertion that stands in the way is told with its place and its text", () => {
  const assertions = [
    { index: 1, text: "nobody reaches ssh", outcome: "fails" },
    { index: 3, text: "anyone reaches https", outcome: "not-decided" },
  ] as const;
  const gate = canApply({ ...fine, assertions });
  expect(gate.allowed ? [] : gate.problems).toMatchObject([
    { code: "assertion-fails", path: ["assertions", 1], params: { assertion: "nobody reaches ssh" } },
    { code: "assertion-not-decided", path: ["assertions", 3] },
  ]);
});
