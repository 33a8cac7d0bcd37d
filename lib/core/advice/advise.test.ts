import { describe, expect, it } from "vitest";
import { compile } from "@/lib/core/compile/compile";
import { goldenInput, goldenNames } from "@/lib/core/compile/testing/golden-cases";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Policy } from "@/lib/core/policy/schema";
import { parsePolicy } from "@/lib/core/policy/validate";
import { advise } from "./advise";

const { facts: known } = goldenInput("every-setting");
if (known === null) throw new Error("the case every-setting has facts");

const networks = [
  { name: "OFFICE", entries: ["192.0.2.0/24", "2001:db8:2::/48"] },
  { name: "UPPER", entries: ["192.0.2.128/25", "2001:db8:2:8000::/49"] },
  { name: "LOWER", entries: ["192.0.2.0/25", "2001:db8:2::/49"] },
  { name: "OLD", entries: ["198.51.100.0/24"] },
];
const services = [
  { name: "db", parts: [{ protocol: "tcp", ports: ["5432"] }] },
  { name: "web", parts: [{ protocol: "tcp", ports: ["80", "443"] }] },
];

type RuleInput = { sources: string[]; services: string[]; verdict?: string; limit?: unknown };

function policyOf(rules: readonly RuleInput[]): Policy {
  const parsed = parsePolicy({
    schema: "sekisho-policy/1",
    purposes: [{ id: "p", role: "blank", rules: rules.map((rule, at) => ({ id: `r${at + 1}`, ...rule })) }],
    client: { mode: "everything" },
    protections: { newConnections: null },
    networks,
    services,
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function advice(rules: readonly RuleInput[], facts: HostFacts | null = null): string[] {
  const policy = policyOf(rules);
  const compiled = compile(policy, facts);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  return advise(policy, compiled.value, facts).map(
    ({ code, path, params }) =>
      `${code} ${Number(path[3]) + 1}${params.rules ? ` by ${params.rules}` : ""}${params.ports ? ` ${params.ports}` : ""}`,
  );
}

const db = (sources: string[], verdict = "accept") => ({ sources, services: ["db"], verdict });

describe("rules of a policy without effect", () => {
  it("are told with the numbers of the rules that cover them, together or alone", () => {
    expect(advice([db(["LOWER"]), db(["UPPER"]), db(["OFFICE"])])).toEqual(["rule-shadowed 3 by 1, 2"]);
    expect(advice([db(["OFFICE"]), db(["LOWER"], "drop")])).toEqual(["rule-redundant 2 by 1"]);
    expect(advice([db(["LOWER"]), db(["OFFICE"])])).toEqual(["rule-redundant 1 by 2"]);
  });

  it("are told by what the rules compile to, rates and both families included", () => {
    expect(advice([db(["OLD"]), db(["OLD", "OFFICE"])])).toEqual(["rule-redundant 1 by 2"]);
    const limited = { ...db(["OFFICE"]), limit: { count: 5, per: "minute", burst: 5 } };
    // What exceeds the rate of a rule is dropped by that rule.
    expect(advice([limited, db(["LOWER"])])).toEqual(["rule-shadowed 2 by 1"]);
    // A refusal also cuts answers to that port, which the host as a client would be let have.
    expect(advice([db(["OFFICE"]), db(["OLD"], "drop")])).toEqual([]);
  });

  it("are no ways out of what is only observed: they say what will be let out once it protects", () => {
    const { policy, facts } = goldenInput("egress-sandbox");
    const observing = { ...policy, client: { ...policy.client, observe: true } };
    const compiled = compile(observing, facts);
    if (!compiled.ok) throw new Error("it does not compile");
    expect(advise(observing, compiled.value, null).map(({ code }) => code)).not.toContain("rule-redundant");
  });

  it("are none in any role as it comes", () => {
    for (const name of goldenNames) {
      const { policy, facts } = goldenInput(name);
      const compiled = compile(policy, facts);
      if (!compiled.ok) throw new Error(name);
      const found = advise(policy, compiled.value, null).filter(({ severity }) => severity === "warning");
      expect(found, name).toEqual([]);
    }
  });
});

describe("rules that open what the host does not need", () => {
  const listening = (listeners: HostFacts["listeners"], ipv6 = true): HostFacts => ({
    ...known,
    listeners,
    addresses: [
      { interface: "eth0", family: 4, address: "203.0.113.10", length: 24 },
      ...(ipv6 ? [{ interface: "eth0", family: 6 as const, address: "2001:db8:113::10", length: 64 }] : []),
    ],
  });
  const on = (port: number, family: 4 | 6 = 4, address = family === 4 ? "0.0.0.0" : "::") => ({
    protocol: "tcp" as const,
    family,
    address,
    port,
    program: "p",
    pid: 1,
  });
  const web = { sources: ["anyone"], services: ["web"] };

  it("name the ports on which no program listens, loopback aside", () => {
    expect(advice([web], listening([on(443), on(80, 4, "127.0.0.1")]))).toEqual(["nothing-listens 1 tcp 80"]);
    expect(advice([web], listening([on(443), on(80, 6)]))).toEqual([]);
    expect(
      advice([{ ...web, verdict: "drop" }], listening([])).filter((one) => one.startsWith("nothing")),
    ).toEqual([]);
  });

  it("say that IPv6 was left out where the service listens there", () => {
    expect(advice([db(["OLD"])], listening([on(5432), on(5432, 6)]))).toEqual(["ipv6-forgotten 1"]);
    expect(advice([db(["OFFICE"])], listening([on(5432), on(5432, 6)]))).toEqual([]);
    expect(advice([db(["OLD"])], listening([on(5432)]))).toEqual([]);
    expect(advice([db(["OLD"])], listening([on(5432), on(5432, 6)], false))).toEqual([]);
  });
});
