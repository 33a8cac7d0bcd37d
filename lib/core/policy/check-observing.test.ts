import { expect, it } from "vitest";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import type { LogReader } from "@/lib/core/facts/host-facts";
import { startingPolicy } from "./roles";
import { type InboundRule, inboundRuleSchema, outboundRuleSchema, type Policy } from "./schema";
import { validatePolicy } from "./validate";

const sandbox = startingPolicy("egress-sandbox", {
  admin: ["203.0.113.9"],
  destination: ["198.51.100.0/24"],
});
const mail = startingPolicy("mail-server", { admin: ["203.0.113.9"] });

const end = (policy: Policy): Policy => ({ ...policy, client: { ...policy.client, observe: true } });
const rule = (change: Partial<InboundRule>): Policy => {
  const one = inboundRuleSchema.parse({
    ...{ id: "no-db", sources: ["anyone"], services: ["postgresql"], verdict: "drop", observe: true },
    ...change,
  });
  return {
    ...mail,
    purposes: mail.purposes.map((purpose) => ({ ...purpose, rules: [...purpose.rules, one] })),
  };
};
const told = (policy: Policy, log: LogReader | undefined) =>
  validatePolicy(policy, { ...hostFacts({ ipv4: null, ipv6: null }), log })
    .filter(({ code }) => code === "observe-unheard")
    .map(({ severity }) => severity);

it("observing is warned of on a host whose log cannot be read, whether the end observes or a rule", () => {
  for (const policy of [end(sandbox), end(mail), rule({})]) {
    expect(told(policy, "none")).toEqual(["warning"]);
    for (const log of ["kernel", "nflog", undefined] as const) expect(told(policy, log), log).toEqual([]);
    expect(validatePolicy(policy, null).map(({ code }) => code)).not.toContain("observe-unheard");
  }
});

it("the warning leads to what observes", () => {
  const way = outboundRuleSchema.parse({
    ...{ id: "no-mirror", destinations: ["anyone"], services: ["https"], verdict: "reject", observe: true },
  });
  const out = { ...mail, client: { ...mail.client, rules: [way] } };
  const path = (policy: Policy) =>
    validatePolicy(policy, { ...hostFacts({ ipv4: null, ipv6: null }), log: "none" }).find(
      ({ code }) => code === "observe-unheard",
    )?.path;
  expect(path(end(rule({})))).toEqual(["client", "observe"]);
  const last = mail.purposes[0]?.rules.length;
  expect(path(rule({}))).toEqual(["purposes", 0, "rules", last, "observe"]);
  expect(path(out)).toEqual(["client", "rules", 0, "observe"]);
});

it("a host whose log cannot be read is not spoken of where nothing observes", () => {
  for (const policy of [sandbox, mail, rule({ observe: false }), rule({ enabled: false })]) {
    expect(told(policy, "none")).toEqual([]);
  }
});
