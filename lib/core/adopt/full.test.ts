import { describe, expect, test } from "vitest";
import type { MeaningDiff } from "@/lib/core/analysis/diff/change-row";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { mostRules, policySchema } from "@/lib/core/policy/schema";
import { ownedChains } from "@/lib/core/ruleset/owned-chains";
import { refKey } from "./account";
import { planImport } from "./plan";
import { firstPackets } from "./testing/check-claims";
import { consequenceOf } from "./testing/consequence";
import { hostFacts } from "./testing/host-facts";
import { placesOf, readSave } from "./testing/live-texts";
import { manyRules } from "./testing/many-rules";

const known = { networks: [], services: serviceCatalogue };

function taken(ipv4: string, ipv6: string) {
  const facts = hostFacts({ ipv4, ipv6 });
  const live = { ruleset4: readSave(ipv4, 4), ruleset6: readSave(ipv6, 6) };
  const plan = planImport(live, facts, known, { role: "blank" });
  return { facts, live, plan, policy: policySchema.parse(plan.ways.adopt.policy) };
}

/** What changes for packets with which a connection begins. */
const changes = (diff: MeaningDiff | null) => {
  if (diff === null || diff.outcome === "too-complex") throw new Error("not compared");
  return firstPackets(diff).map(({ kind, sample }) => `${kind} ${formatPacket(sample)}`);
};

describe("more live rules than a policy holds", () => {
  test.each([
    ["600 of each family, inbound", manyRules(4, 600), manyRules(6, 600)],
    ["2,000 of IPv4, inbound", manyRules(4, 2000), manyRules(6, 3)],
    ["700 in a chain of the operator's own", manyRules(4, 700, { chain: "OFFICE" }), manyRules(6, 3)],
    ["600 outbound", manyRules(4, 600, { way: "out" }), manyRules(6, 3, { way: "out" })],
  ])("%s: the policy with those that stay beside it means what they mean today", (_, ipv4, ipv6) => {
    const { facts, live, policy } = taken(ipv4, ipv6);
    const rules = [...(policy.purposes[0]?.rules ?? []), ...policy.client.rules];
    expect(rules.length).toBeGreaterThanOrEqual(mostRules);
    expect(policy.otherwise).toBe("hand-on");
    const { diffs } = consequenceOf(policy, live, facts);
    for (const family of [4, 6] as const) expect(changes(diffs[family])).toEqual([]);
  });

  test("lists each of those that stay, all of them asked as today", () => {
    const { facts, live, plan, policy } = taken(manyRules(4, 600), manyRules(6, 0));
    const places = [...placesOf(live.ruleset4), ...placesOf(live.ruleset6)];
    expect(plan.account.map(refKey).toSorted()).toEqual(places.toSorted());
    const beyond = plan.account.filter((entry) => entry.kind === "opaque" && entry.because === "too-many");
    // 499 of 600 and two for the office go behind the administrator's path.
    expect(beyond).toHaveLength(103);
    expect(plan.full).toEqual({ kept: 103, lost: 0 });
    const { standOf } = consequenceOf(policy, live, facts);
    expect([...new Set(beyond.map(standOf))]).toEqual(["asked"]);
  });

  test("IPv6 that nobody thought of is not closed by a policy that hands on", () => {
    const { facts, live, policy } = taken(manyRules(4, 600), "");
    expect(changes(consequenceOf(policy, live, facts).diffs[6])).toEqual([]);
  });

  test("says so where they are in a chain of ours, which an apply would write anew without them", () => {
    const { plan } = taken(manyRules(4, 600, { chain: ownedChains.input }), manyRules(6, 0));
    expect(plan.full).toEqual({ kept: 1, lost: 102 });
  });

  test("a policy that has room is not told to be full", () => {
    const { plan, policy } = taken(manyRules(4, 400), manyRules(6, 3));
    expect(plan.full).toBeNull();
    expect(policy.otherwise).toBe("refuse");
  });
});
