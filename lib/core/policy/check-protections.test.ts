import { describe, expect, it } from "vitest";
import { goldenInput } from "@/lib/core/compile/testing/golden-cases";
import { startingPolicy } from "./roles";
import { type InboundRule, inboundRuleSchema, type Policy } from "./schema";
import { parsePolicy, validatePolicy } from "./validate";

const facts = goldenInput("every-setting").facts;
if (facts === null) throw new Error("the case every-setting has facts");

const web = startingPolicy("public-web-server", { admin: ["192.0.2.10"] });

function inbound(change: Partial<InboundRule>): Policy {
  const rule = inboundRuleSchema.parse({ id: "extra", sources: ["admin"], services: ["ssh"], ...change });
  return { ...web, purposes: web.purposes.map((one) => ({ ...one, rules: [...one.rules, rule] })) };
}

describe("protections", () => {
  const guarded = (protections: Partial<Policy["protections"]>, more: Partial<Policy> = {}): Policy => ({
    ...web,
    ...more,
    protections: { ...web.protections, ...protections },
  });
  const sshRate = { count: 4, per: "minute" as const, burst: 8 };
  const codes = (policy: Policy, of: typeof facts | null = null) =>
    validatePolicy(policy, of)
      .filter(({ path }) => path[0] === "protections")
      .map(({ code, severity }) => `${severity} ${code}`);

  it("few connections for each source are a warning, as an office needs more", () => {
    expect(codes(guarded({ openConnections: 9 }))).toEqual(["warning few-connections"]);
    expect(codes(guarded({ openConnections: 10 }))).toEqual([]);
  });

  it("a guard of SSH has something to do where others than the administrator may use it, at whatever port", () => {
    const ssh = (port: string): Policy => ({
      ...inbound({ services: ["remote"] }),
      services: [{ name: "remote", parts: [{ protocol: "tcp", ports: [port] }], note: "" }, ...web.services],
    });
    const watched = (policy: Policy, of: typeof facts | null = null) =>
      codes({ ...policy, protections: { ...policy.protections, sshGuessing: sshRate } }, of);
    expect(watched(guarded({}))).toEqual(["notice ssh-guessing-idle"]);
    expect(watched(ssh("22"))).toEqual([]);
    expect(watched(ssh("20-30"))).toEqual([]);
    expect(watched(ssh("2222"))).toEqual(["notice ssh-guessing-idle"]);
    const listener = { protocol: "tcp" as const, family: 4 as const, address: "0.0.0.0", port: 2222 };
    const moved = { ...facts, connection: null, listeners: [{ ...listener, program: "sshd", pid: 1 }] };
    expect(watched(ssh("2222"), moved)).toEqual([]);
    expect(watched(inbound({ services: ["all"] }))).toEqual([]);
    expect(watched(guarded({}, { otherwise: "hand-on" })), "the host's other rules may let it in").toEqual(
      [],
    );
  });

  it("a rate at SSH that the kernel cannot count is an error", () => {
    const slow = { count: 1, per: "day" as const, burst: 2 };
    expect(codes(guarded({ sshGuessing: slow }))).toContain("error rate-too-slow");
  });

  it("scans are not noticed where the end hands on, and that is said", () => {
    const scan = { portScan: { ports: 10, minutes: 10 } };
    expect(codes(guarded(scan))).toEqual([]);
    expect(codes(guarded(scan, { otherwise: "hand-on" }))).toEqual(["warning port-scan-hands-on"]);
  });

  it("what the host's kernel has no extension for is a warning that names it", () => {
    const all = {
      openConnections: 100,
      sshGuessing: sshRate,
      portScan: { ports: 10, minutes: 10 },
    };
    const missing = (...missingMatches: string[]) =>
      validatePolicy(guarded(all), { ...facts, missingMatches })
        .filter(({ code }) => code === "protection-missing")
        .map(({ path, params }) => `${path[1]} ${params.match}`);
    expect(missing()).toEqual([]);
    expect(missing("recent")).toEqual(["portScan recent"]);
    expect(missing("connlimit", "hashlimit")).toEqual([
      "openConnections connlimit",
      "sshGuessing hashlimit",
      "portScan hashlimit",
    ]);
  });

  it.each<[string, object]>([
    ["no connection at all", { openConnections: 0 }],
    ["more connections than there are ports", { openConnections: 65_536 }],
    ["more knocks than older kernels count", { portScan: { ports: 21, minutes: 10 } }],
    ["knocks that anybody makes", { portScan: { ports: 2, minutes: 10 } }],
    ["shut out for ever", { portScan: { ports: 10, minutes: 61 } }],
    ["a rate at SSH for all together", { sshGuessing: { ...sshRate, perSource: false } }],
  ])("%s: a document that asks for it is refused with the place", (_, protections) => {
    const parsed = parsePolicy({ ...web, protections });
    expect(parsed.ok).toBe(false);
    expect(parsed.problems[0]?.path.slice(0, 2)).toEqual(["protections", Object.keys(protections)[0]]);
  });
});
