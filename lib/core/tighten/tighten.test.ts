import { describe, expect, it } from "vitest";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { startingPolicy } from "@/lib/core/policy/roles";
import { type InboundRule, inboundRuleSchema, type Policy, type RoleName } from "@/lib/core/policy/schema";
import type { Counted } from "./counted";
import type { SeenDay } from "./seen-day";
import { basisOf, lookedAt, tighten as suggest, unusedAfter } from "./tighten";

const facts = hostFacts({ ipv4: null, ipv6: null });
const day = 24 * 3_600_000;
const start = Date.parse("2030-01-01T00:00:00Z");

function policy(rules: readonly Partial<InboundRule>[], role: RoleName = "blank"): Policy {
  const base = startingPolicy(role, { admin: ["203.0.113.9"] });
  const added = rules.map((rule) =>
    inboundRuleSchema.parse({ sources: ["anyone"], services: ["mysql"], ...rule }),
  );
  return {
    ...base,
    purposes: base.purposes.map((purpose) => ({ ...purpose, rules: [...purpose.rules, ...added] })),
    networks: [
      ...base.networks,
      { name: "office", entries: ["192.0.2.0/27", "2001:db8:5::/48"], note: "" },
      { name: "branch", entries: ["198.51.100.0/24"], note: "" },
    ],
    services: serviceCatalogue.map((one) => ({ ...one, parts: [...one.parts] })),
  };
}

const seen = (at: number, networks: readonly string[], port = 3306, more = false): SeenDay => ({
  day: new Date(start + at * day).toISOString().slice(0, 10),
  ...{ looks: 100, firstAt: start + at * day, lastAt: start + at * day + 1000, partial: false },
  ports: networks.length === 0 ? [] : [{ protocol: "tcp", port, networks, more }],
});
const counted = (rules: Readonly<Record<string, readonly string[]>>, length = unusedAfter): Counted => ({
  from: start,
  to: start + length,
  ...{ looked: 30, lost: 0 },
  rules: new Map(Object.entries(rules).map(([id, days]) => [id, { packets: days.length * 10, days }])),
});

const tighten = (
  ...[policy, host, days, counts]: [Policy, typeof facts, readonly SeenDay[], Counted | null]
) => suggest(policy, host, days, { counted: counts, networks: policy.networks });

describe("a rule that lets in more than came", () => {
  it("is told with the networks that came, and with the days of which no look saw anybody", () => {
    const days = [seen(0, ["203.0.113.0/24"]), seen(1, []), seen(2, ["2001:db8:2::/48"])];
    const counts = counted({ db: ["2030-01-01", "2030-01-02", "2030-01-03"] });
    expect(tighten(policy([{ id: "db" }]), facts, days, counts)).toEqual([
      {
        ...{ rule: "db", kind: "narrow", sources: ["anyone"], services: ["mysql"], closes: [], names: [] },
        ...{ networks: ["203.0.113.0/24", "2001:db8:2::/48"], unseenDays: 1 },
      },
    ]);
    expect(basisOf(days)).toMatchObject({ looks: 300, days: 3, from: start, to: start + 2 * day + 1000 });
  });

  it("of a named network is told only with what the rule lets in, and by the family that it would close", () => {
    const days = [seen(0, ["192.0.2.0/24", "203.0.113.0/24"])];
    const [row, ...others] = tighten(policy([{ id: "db", sources: ["office"] }]), facts, days, null);
    expect(row).toMatchObject({ networks: ["192.0.2.0/27"], closes: [6], unseenDays: null });
    expect(others).toEqual([]);
  });

  it("is not there where everything came that is let in, or more networks than a list holds", () => {
    const db = policy([{ id: "db", sources: ["branch"] }]);
    expect(tighten(db, facts, [seen(0, ["198.51.100.0/24"])], null)).toEqual([]);
    const anyone = policy([{ id: "db" }]);
    expect(tighten(anyone, facts, [seen(0, ["203.0.113.0/24"], 3306, true)], null)).toEqual([]);
  });

  it("is told by the names of networks where all that came lies in such, and they let in less", () => {
    const branch = "198.51.100.0/24";
    const namesOf = (sources: string[], ...networks: string[]) =>
      tighten(policy([{ id: "db", sources }]), facts, [seen(0, networks)], null).map(({ names }) => names);
    expect(namesOf(["anyone"], branch, "192.0.2.0/27")).toEqual([["branch", "office"]]);
    expect(namesOf(["office", "branch"], branch)).toEqual([["branch"]]);
    expect(namesOf(["anyone"], branch, "203.0.113.0/24")).toEqual([[]]);
    // A name is no less than itself.
    expect(namesOf(["office"], "192.0.2.0/27")).toEqual([[]]);
    // IPv6 stays open, since the name has it too.
    const [row] = tighten(policy([{ id: "db" }]), facts, [seen(0, ["192.0.2.0/27"])], null);
    expect(row).toMatchObject({ names: ["office"], networks: ["192.0.2.0/27"], closes: [] });
  });

  it("is told in figures where a name holds more than a stranger's network, and neighbours keep their two names", () => {
    const base = policy([{ id: "db" }]);
    const named = (name: string, ...entries: string[]) => ({ name, entries, note: "" });
    const ask = (networks: Policy["networks"], ...came: string[]) =>
      suggest(base, facts, [seen(0, came)], { counted: null, networks })[0]?.names;
    expect(ask([named("campus", "203.0.0.0/16")], "203.0.113.0/24")).toEqual([]);
    const two = [named("first", "192.0.2.0/28"), named("second", "192.0.2.16/28")];
    expect(ask(two, "192.0.2.0/28", "192.0.2.16/28")).toEqual(["first", "second"]);
  });

  it("has only what the rules above it left over", () => {
    const rules = policy([{ id: "near", sources: ["branch"] }, { id: "far" }]);
    const days = [seen(0, ["198.51.100.0/24", "203.0.113.0/24"])];
    expect(tighten(rules, facts, days, null)).toMatchObject([{ rule: "far", networks: ["203.0.113.0/24"] }]);
  });

  it("is never the panel's way in, an administrator's, access that ends, or what the role means for everybody", () => {
    const days = [
      seen(0, ["203.0.113.0/24"], 22),
      seen(1, ["203.0.113.0/24"], 80),
      seen(2, ["203.0.113.0/24"]),
    ];
    const rules: readonly Partial<InboundRule>[] = [
      { id: "shell", services: ["ssh"] },
      { id: "both", services: ["ssh", "mysql"] },
      { id: "every", services: ["all"] },
      { id: "guest", until: "2030-02-01T00:00:00Z" },
    ];
    for (const rule of rules) expect(tighten(policy([rule]), facts, days, null), rule.id).toEqual([]);
    expect(tighten(policy([], "public-web-server"), facts, days, null)).toEqual([]);
    expect(tighten(policy([{ id: "web", services: ["http"] }]), facts, days, null).length).toBe(1);
    expect(tighten(policy([{ id: "db" }]), { ...facts, connection: null }, days, null)).toEqual([]);
  });
});

describe("a rule of which no look saw anybody", () => {
  const days = [seen(0, [])];
  it("is unused only where its counters say so, for long enough", () => {
    const db = policy([{ id: "db" }]);
    expect(tighten(db, facts, days, counted({ db: [] }))).toMatchObject([{ rule: "db", kind: "unused" }]);
    expect(tighten(db, facts, days, counted({ db: [] }, unusedAfter - 1))).toEqual([]);
    expect(tighten(db, facts, days, null)).toEqual([]);
  });

  it("is not called unused where nobody looked on many days, or where counts were lost at a restart", () => {
    const kinds = (more: Partial<Counted>) =>
      tighten(policy([{ id: "db" }]), facts, days, { ...counted({ db: [] }), ...more }).map(
        ({ kind }) => kind,
      );
    expect(kinds({ looked: 2 })).toEqual([]);
    expect(kinds({ looked: 21 })).toEqual([]);
    expect(kinds({ looked: 22 })).toEqual(["unused"]);
    expect(kinds({ lost: 3_600_001 })).toEqual([]);
    expect(kinds({ lost: 3_600_000 })).toEqual(["unused"]);
  });

  it("is told as unseen where packets came in between, and nothing is asked to be narrowed", () => {
    const rows = tighten(policy([{ id: "db" }]), facts, days, counted({ db: ["2030-01-01"] }, day));
    expect(rows).toMatchObject([{ kind: "unseen", networks: [], unseenDays: 1 }]);
  });
});

it("names the rules that are looked at, and none of those that are left out whatever came", () => {
  const left = [
    { id: "panel", services: ["ssh"] },
    { id: "guest", until: "2030-01-01T00:00:00Z" },
    { id: "shut", verdict: "drop" as const },
  ];
  expect(lookedAt(policy(left), facts)).toEqual([]);
  expect(lookedAt(policy([...left, { id: "db", sources: ["office"] }]), facts)).toEqual(["db"]);
});
