import { describe, expect, test } from "vitest";
import { compile } from "@/lib/core/compile/compile";
import { type Prefix, parsePrefix } from "@/lib/core/net/prefix";
import { startingPolicy } from "@/lib/core/policy/roles";
import { outboundRuleSchema } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Origin, Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { drawRulesets } from "./drawing-model";
import type { DrawingNames } from "./drawing-types";

const names: DrawingNames = {
  networks: [
    { name: "Office", entries: ["192.0.2.0/27", "2001:db8:1::/48"] },
    { name: "Admin", entries: ["192.0.2.5"] },
    { name: "Hosts", entries: ["198.51.100.4-198.51.100.9"] },
  ],
  services: [
    { name: "ssh", parts: [{ protocol: "tcp", ports: ["22"] }] },
    { name: "http", parts: [{ protocol: "tcp", ports: ["80"] }] },
    { name: "https", parts: [{ protocol: "tcp", ports: ["443"] }] },
    {
      name: "dns",
      parts: [
        { protocol: "udp", ports: ["53"] },
        { protocol: "tcp", ports: ["53"] },
      ],
    },
  ],
  panelAddress: "203.0.113.7",
};

function prefix(text: string): Prefix {
  const parsed = parsePrefix(text);
  if ("fault" in parsed) throw new Error(text);
  return parsed;
}
const source = (text: string): Match => ({ kind: "source", prefix: prefix(text) });
const newAndOn: Match = { kind: "ct-state", module: "conntrack", states: ["NEW", "ESTABLISHED"] };
const answers: Match = { kind: "ct-state", module: "conntrack", states: ["ESTABLISHED"] };
const tcp = (...ports: number[]): Match[] => [
  { kind: "protocol", protocol: 6 },
  {
    kind: "ports",
    module: "multiport",
    side: "destination",
    ranges: ports.map((port) => ({ first: port, last: port })),
  },
];
const accept: Target = { kind: "accept" };
const drop: Target = { kind: "drop" };
const rule = (matches: Match[], target: Target = accept, ruleId: string | null = "r1"): Rule => ({
  matches,
  target,
  origin: { section: ruleId === null ? "final" : "source", ruleId, note: "" } satisfies Origin,
});
const ruleset = (
  family: 4 | 6,
  input: Rule[],
  output: Rule[] = [],
  more: Ruleset["tables"][number]["chains"] = [],
): Ruleset => ({
  family,
  tables: [
    {
      name: "filter",
      chains: [
        { name: "SEKISHO-IN", policy: null, rules: input },
        { name: "SEKISHO-OUT", policy: null, rules: output },
        { name: "SEKISHO-FWD", policy: null, rules: [] },
        ...more,
      ],
    },
  ],
});
const end = rule([], drop, null);
const draw = (input: Rule[], output: Rule[] = []) =>
  drawRulesets({ ruleset4: ruleset(4, input, output), ruleset6: null }, names);
const told = (drawing: ReturnType<typeof draw>) =>
  drawing.lanes.map(
    (l) => `${l.party.name ?? l.party.kind} > ${l.service.label || l.service.kind} ${l.verdict}`,
  );

describe("the picture is drawn from the compiled rules", () => {
  test("a rule for packets without SYN lets answers out and is no way for the VPS to connect", () => {
    const noSyn: Match = { kind: "tcp-flags", mask: ["SYN"], set: [], negated: false };
    const towards: Match = { kind: "destination", prefix: prefix("203.0.113.7") };
    const { lanes } = draw([end], [rule([towards, { kind: "protocol", protocol: 6 }, noSyn], accept), end]);
    expect(lanes).toEqual([]);
  });

  test("a Linux user is told by name where the host has one", () => {
    const owner: Match = { kind: "owner-user", first: 33, last: 33 };
    const out = ruleset(4, [end], [rule([...tcp(443), owner]), end]);
    const users = { "www-data": 33 };
    const lane = (known: DrawingNames) => drawRulesets({ ruleset4: out, ruleset6: null }, known).lanes[0];
    expect(lane({ ...names, users })).toMatchObject({ user: 33, userName: "www-data" });
    expect(lane(names)).toMatchObject({ user: 33, userName: null });
  });

  test("a rule that changes changes the picture", () => {
    const before = draw([rule([source("192.0.2.0/27"), ...tcp(22), newAndOn]), end]);
    expect(told(before)).toEqual(["Office > ssh accept"]);
    expect(told(draw([rule([source("192.0.2.0/27"), ...tcp(443), newAndOn]), end]))).toEqual([
      "Office > https accept",
    ]);
    expect(told(draw([rule([source("192.0.2.0/26"), ...tcp(22), newAndOn]), end]))).toEqual([
      "Office > ssh accept",
      "addresses > ssh accept",
    ]);
    expect(told(draw([rule([source("192.0.2.0/27"), ...tcp(22), newAndOn], drop), end]))).toEqual([
      "Office > ssh drop",
    ]);
    expect(told(draw([end]))).toEqual([]);
  });

  test("one slot per named service, in the rule's words where no name covers the ports", () => {
    expect(told(draw([rule([...tcp(80, 443, 8080), newAndOn]), end]))).toEqual([
      "anyone > http accept",
      "anyone > https accept",
      "anyone > tcp 8080 accept",
    ]);
    // Half of dns is not dns.
    expect(told(draw([rule([...tcp(53), newAndOn]), end]))).toEqual(["anyone > tcp 53 accept"]);
  });

  test("a rule without a state match opens connections, one for answers only does not", () => {
    expect(told(draw([rule([source("192.0.2.5/32")]), end]))).toEqual(["Admin > all accept"]);
    expect(told(draw([rule([answers]), end]))).toEqual([]);
  });

  test("a range compiled to several prefixes is one party", () => {
    const parts = ["198.51.100.4/30", "198.51.100.8/31"];
    expect(told(draw([...parts.map((p) => rule([source(p), newAndOn])), end]))).toEqual([
      "Hosts > all accept",
    ]);
  });

  test("conditions of a jump hold for the rules behind it", () => {
    const chains = [{ name: "SEKISHO-a", policy: null, rules: [rule([...tcp(22), newAndOn])] }];
    const jump: Rule = { ...rule([source("192.0.2.5/32")]), target: { kind: "jump", chain: "SEKISHO-a" } };
    const drawing = drawRulesets({ ruleset4: ruleset(4, [jump, end], [], chains), ruleset6: null }, names);
    expect(told(drawing)).toEqual(["Admin > ssh accept"]);
  });

  test("both families of a name are one lane, and a lane of one family says which", () => {
    const four = ruleset(4, [
      rule([source("192.0.2.0/27"), newAndOn]),
      rule([source("192.0.2.5/32"), ...tcp(22)], accept, "r2"),
      end,
    ]);
    const six = ruleset(6, [rule([source("2001:db8:1::/48"), newAndOn]), end]);
    const { lanes } = drawRulesets({ ruleset4: four, ruleset6: six }, names);
    expect(lanes.map(({ party, families }) => [party.name, families])).toEqual([
      ["Office", [4, 6]],
      ["Admin", [4]],
    ]);
  });

  test("what ends the chain is what happens to the rest", () => {
    const rest = (target: Target) =>
      draw([rule([], target, null)], [rule([], { kind: "reject", with: "icmp-port-unreachable" }, null)])
        .rest;
    expect(rest(drop)).toMatchObject({ in: "drop", out: "reject" });
    expect(rest({ kind: "return" })).toMatchObject({ in: "host" });
  });

  test("loopback, protections and what is always let through are not lanes", () => {
    const guard = (section: Origin["section"]): Rule => ({
      matches: [newAndOn],
      target: accept,
      origin: { section, ruleId: null, note: "" },
    });
    expect(told(draw([guard("loopback"), guard("always"), guard("protection"), end]))).toEqual([]);
  });

  test("a rate limit belongs to the lane, not beside it", () => {
    const over: Match = { kind: "source-limit", name: "r1", above: true, count: 5, per: "second", burst: 5 };
    const drawing = draw([rule([...tcp(22), over], drop), rule([...tcp(22), newAndOn]), end]);
    expect(told(drawing)).toEqual(["anyone > ssh accept"]);
    expect(drawing.lanes[0]?.limited).toBe(true);
  });

  test("what is only observed is a lane of its own that no rate limits, and what passes at the end is told as observed", () => {
    const sandbox = startingPolicy("egress-sandbox", { admin: ["192.0.2.5"], destination: ["192.0.2.0/27"] });
    const mail = { id: "mail", destinations: ["anyone"], services: ["smtp"], verdict: "reject" as const };
    const pictured = (observe: true | undefined) => {
      const rules = [outboundRuleSchema.parse({ ...mail, observe }), ...sandbox.client.rules];
      const compiled = compile({ ...sandbox, client: { ...sandbox.client, rules, observe } }, null);
      if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
      const drawing = drawRulesets(compiled.value, { ...names, services: sandbox.services });
      const lane = drawing.lanes.find(({ ruleId }) => ruleId === "mail");
      return [lane?.verdict, lane?.limited, lane?.logged, lane?.families.length, drawing.rest.out];
    };
    expect(pictured(undefined)).toEqual(["reject", false, false, 2, "reject"]);
    expect(pictured(true)).toEqual(["observed", false, false, 2, "observed"]);
  });

  // With work that grows with the square of the list this takes longer than a test may.
  test("a pasted list of ten thousand prefixes is one lane with its name, whatever stands between them", () => {
    const entries = Array.from({ length: 10_000 }, (_, i) => `10.${i >> 7}.${(i & 127) * 2}.0/24`);
    const drawing = drawRulesets(
      {
        ruleset4: ruleset(
          4,
          entries.map((entry) => rule([source(entry), ...tcp(22), newAndOn])),
          entries.map((entry) => rule([{ kind: "destination", prefix: prefix(entry) }, answers])),
        ),
        ruleset6: null,
      },
      { ...names, networks: [...names.networks, { name: "Big", entries }] },
    );
    expect(told(drawing)).toEqual(["Big > ssh accept"]);
    expect(drawing.lanes[0]?.party.count).toBe(10_000);
    expect(drawing.answers.out).toEqual({ kind: "some", labels: ["Big"], panel: false });
  });
});
