import { describe, expect, it } from "vitest";
import { compile } from "@/lib/core/compile/compile";
import { ownTables } from "@/lib/core/drift/own-tables";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { startingBody } from "@/lib/core/policy/roles";
import { inboundRuleSchema, type Policy, policySchema } from "@/lib/core/policy/schema";
import { asConfirmed } from "./as-confirmed";
import { liveOf, planImport } from "./plan";
import { hostFacts } from "./testing/host-facts";

const networks = [
  { name: "admin", entries: ["203.0.113.9"], note: "" },
  { name: "office", entries: ["192.0.2.0/27", "2001:db8:5::/48"], note: "" },
  { name: "branch", entries: ["192.0.2.32/27", "198.51.100.0/24"], note: "" },
  { name: "part of the branch", entries: ["192.0.2.32/27"], note: "" },
];

function confirmedPolicy(): Policy {
  const body = startingBody("public-web-server");
  const rules = [
    { id: "admin", sources: ["admin"], services: ["all"], admin: true },
    { id: "off", sources: ["office"], services: ["ssh"], enabled: false },
    { id: "web", sources: ["office", "branch"], services: ["http", "https"], comment: "the shop" },
    { id: "data", sources: ["branch"], services: ["postgresql"], log: true },
  ];
  const purposes = [{ ...body.purposes[0], rules: rules.map((rule) => inboundRuleSchema.parse(rule)) }];
  return policySchema.parse({
    schema: "sekisho-policy/1",
    ...body,
    purposes,
    networks,
    services: serviceCatalogue,
  });
}

/** What is read out of the compiled chains after somebody changed them by hand. */
function readBack(policy: Policy, change: (chains: string) => string) {
  const facts = hostFacts({ ipv4: "*filter\nCOMMIT\n", ipv6: "*filter\nCOMMIT\n" });
  const compiled = compile(policy, facts);
  if (!compiled.ok || compiled.value.ruleset6 === null) throw new Error("not compiled");
  const [ipv4, ipv6] = [compiled.value.ruleset4, compiled.value.ruleset6].map(renderRestore);
  const live = liveOf({
    ...facts,
    live: { ipv4: ownTables(change(ipv4 ?? "")), ipv6: ownTables(ipv6 ?? "") },
  });
  if (!live.ok) throw new Error(live.problem.text);
  const known = { networks, services: serviceCatalogue };
  return planImport(live.live, facts, known, { role: "blank", keepForgotten: true }).ways.adopt;
}

const told = (rules: readonly { id: string; sources: readonly string[] }[] = []) =>
  rules.map(({ id, sources }) => `${id}: ${sources.join(", ")}`);

describe("a policy read out of our own chains", () => {
  const added = "-A SEKISHO-IN -s 192.0.2.77/32 -p tcp -m tcp --dport 25 -j ACCEPT\n";

  it("is the confirmed one where nothing was changed", () => {
    const policy = confirmedPolicy();
    const { body, made } = readBack(policy, (text) => text);
    expect(asConfirmed(body, policy)).toMatchObject({ purposes: policy.purposes, forward: policy.forward });
    expect(made).toEqual({ networks: [], services: [] });
  });

  it("names the networks that were confirmed, and keeps what is switched off", () => {
    const policy = confirmedPolicy();
    const { body, made } = readBack(policy, (text) => text.replace(/(?=^.*-j LOG .*\n.*5432)/m, added));
    const [purpose] = asConfirmed(body, policy).purposes;
    expect(told(purpose?.rules)).toEqual([
      "admin: admin",
      "off: office",
      "web: office, branch",
      "in-2: 192.0.2.77",
      "data: branch",
    ]);
    expect(purpose?.rules[1]?.enabled).toBe(false);
    expect(purpose?.rules[2]?.comment).toBe("the shop");
    expect(made.networks.map(({ name }) => name)).toEqual(["192.0.2.77"]);
  });

  it("says a changed rule as it was read, beside those that are as they were", () => {
    const policy = confirmedPolicy();
    const { body } = readBack(policy, (text) => text.replaceAll("--dport 5432", "--dport 5433"));
    const [purpose] = asConfirmed(body, policy).purposes;
    expect(told(purpose?.rules)).toContain("web: office, branch");
    expect(purpose?.rules.find(({ log }) => log)).toMatchObject({
      sources: ["branch"],
      services: ["tcp 5433"],
    });
    expect(purpose?.rules.some(({ id }) => id === "data")).toBe(false);
  });
});
