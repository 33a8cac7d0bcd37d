import { describe, expect, it } from "vitest";
import { pathHost } from "@/lib/core/analysis/path/path-host";
import { compile } from "@/lib/core/compile/compile";
import { goldenInput } from "@/lib/core/compile/testing/golden-cases";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy } from "@/lib/core/policy/schema";
import { answerClaims } from "./answer-claims";
import { type ClaimsAsk, gravestOutcome, type HostTables } from "./claims-question";
import { adminClaims, assertionClaims } from "./policy-claims";

const base = goldenInput("every-setting").facts;
if (base === null) throw new Error("the case every-setting has facts");
const facts: HostFacts = {
  ...base,
  addresses: [
    { interface: "eth0", family: 4, address: "198.51.100.7", length: 24 },
    { interface: "eth0", family: 6, address: "2001:db8::7", length: 64 },
  ],
};
const empty = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";
const admin = startingPolicy("public-web-server", { admin: ["192.0.2.0/24", "2001:db8:9::/48"] });

function tables(policy: Policy, live: string | null = empty): HostTables {
  const compiled = compile(policy, facts);
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const { ruleset4, ruleset6 } = compiled.value;
  return {
    4: { tables: { live, chains: ruleset4 }, host: pathHost(facts, 4) },
    6: ruleset6 && { tables: { live, chains: ruleset6 }, host: pathHost(facts, 6) },
  };
}

function outcomes(policy: Policy, of = tables(policy)) {
  const ask: ClaimsAsk = {
    of,
    groups: [{ claims: assertionClaims(policy, facts).map(({ claim }) => claim), rates: "quiet-source" }],
  };
  return answerClaims(ask)[0]?.map((answers) => answers.map(({ family, outcome }) => [family, outcome]));
}

describe("assertions of a policy, on the live tables with its own chains", () => {
  it("are answered for each family", () => {
    const policy = {
      ...admin,
      assertions: ["anyone reaches https", "nobody but admin reaches ssh", "192.0.2.1 does not reach ssh"],
    };
    expect(outcomes(policy)).toEqual([
      [
        [4, "holds"],
        [6, "holds"],
      ],
      [
        [4, "holds"],
        [6, "holds"],
      ],
      [
        [4, "fails"],
        [6, "not-asked"],
      ],
    ]);
  });

  it("see what somebody else's rules above ours let in, in either family alone", () => {
    const policy = { ...admin, assertions: ["nobody but admin reaches ssh"] };
    const open = empty.replace("COMMIT", "-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT");
    const jump = open
      .replace("-A INPUT", ":SEKISHO-IN - [0:0]\n-A INPUT")
      .replace("COMMIT", "-A INPUT -j SEKISHO-IN\nCOMMIT");
    const ours = tables(policy);
    const of = { ...ours, 6: ours[6] && { ...ours[6], tables: { ...ours[6].tables, live: jump } } };
    expect(outcomes(policy, of)).toEqual([
      [
        [4, "holds"],
        [6, "fails"],
      ],
    ]);
    const [[answers] = []] = answerClaims({
      of,
      groups: [{ claims: assertionClaims(policy, facts).map(({ claim }) => claim), rates: "quiet-source" }],
    });
    expect(answers?.[1]?.witness?.rule?.ref).toMatchObject({ chain: "INPUT", index: 0 });
    expect(gravestOutcome(answers ?? [])).toBe("fails");
  });

  it("say that tables which nobody could read are not understood", () => {
    const policy = { ...admin, assertions: ["anyone reaches https"] };
    expect(outcomes(policy, { ...tables(policy, null), 6: null })).toEqual([[[4, "unreadable"]]]);
    expect(outcomes(policy, tables(policy, "hello"))?.[0]?.[0]).toEqual([4, "unreadable"]);
  });

  it("name what they hang on by the match itself", () => {
    const policy = { ...admin, assertions: ["anyone reaches https"] };
    const banned = empty.replace("COMMIT", "-A INPUT -m set --match-set banned src -j DROP\nCOMMIT");
    const above = banned
      .replace("-A INPUT", ":SEKISHO-IN - [0:0]\n-A INPUT")
      .replace("COMMIT", "-A INPUT -j SEKISHO-IN\nCOMMIT");
    const [[answers] = []] = answerClaims({
      of: tables(policy, above),
      groups: [{ claims: assertionClaims(policy, facts).map(({ claim }) => claim), rates: "quiet-source" }],
    });
    expect(answers?.[0]).toMatchObject({
      outcome: "depends",
      conditions: [{ text: "-m set --match-set banned src", rule: { ref: { chain: "INPUT" } } }],
    });
  });
});

describe("the administrator's own way in", () => {
  const proof = (policy: Policy, port: number) =>
    answerClaims({
      of: tables(policy),
      groups: [{ claims: adminClaims(policy, facts, port).map(({ claim }) => claim), rates: "open" }],
    })[0]?.map((answers) => answers.map(({ outcome }) => outcome));

  it("is proved for whole networks, with the answers, and no rate taken for granted", () => {
    expect(adminClaims(admin, facts, 22).map(({ name, at }) => [name, at])).toEqual([["admin", null]]);
    expect(proof(admin, 22)).toEqual([["holds", "holds"]]);
  });

  it("fails where the rules leave the SSH port out", () => {
    const [purpose] = admin.purposes;
    if (purpose === undefined) throw new Error("no purpose");
    const rules = purpose.rules.map((rule) => (rule.admin ? { ...rule, services: ["ssh"] } : rule));
    const narrow = { ...admin, purposes: [{ ...purpose, rules }] };
    expect(proof(narrow, 22)).toEqual([["holds", "holds"]]);
    expect(proof(narrow, 2222)).toEqual([["fails", "fails"]]);
  });

  it("fails for those whom an earlier refusal cuts off", () => {
    const above = empty
      .replace("COMMIT", "-A INPUT -s 192.0.2.128/25 -j DROP\n-A INPUT -j SEKISHO-IN\nCOMMIT")
      .replace("-A INPUT", ":SEKISHO-IN - [0:0]\n-A INPUT");
    const [[answers] = []] = answerClaims({
      of: tables(admin, above),
      groups: [{ claims: adminClaims(admin, facts, 22).map(({ claim }) => claim), rates: "open" }],
    });
    expect(answers?.[0]).toMatchObject({ outcome: "fails", witness: { leg: "first" } });
    expect(answers?.[0]?.witness?.peers).toEqual([{ family: 4, first: 0xc0000280n, last: 0xc00002ffn }]);
  });
});
