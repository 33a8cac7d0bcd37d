import { describe, expect, it } from "vitest";
import { hostFacts } from "@/lib/core/adopt/testing/host-facts";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { blockingRules } from "./block";
import { isDrillDue } from "./due";
import { type DrillRecord, judgeDrill } from "./outcome";

const own = (...rules: string[]) =>
  [
    "*filter",
    ":INPUT ACCEPT [9:900]",
    ":SEKISHO-IN - [0:0]",
    "-A INPUT -s 192.0.2.66/32 -j DROP",
    "-A INPUT -j SEKISHO-IN",
    ...rules,
    "COMMIT",
    "",
  ].join("\n");
const accepts = own("-A SEKISHO-IN -i lo -j ACCEPT", "-A SEKISHO-IN -j DROP");

function facts(
  panelAddress: string | null,
  live: HostFacts["live"] = { ipv4: accepts, ipv6: accepts },
): HostFacts {
  const connection =
    panelAddress === null
      ? null
      : { panelAddress, panelPort: 40001, hostAddress: "198.51.100.7", hostPort: 2222 };
  return { ...hostFacts(live), live, connection };
}

const firstRule = (text: string | null) => text?.split("\n").find((line) => line.startsWith("-A")) ?? "";

describe("what a drill loads", () => {
  it("drops new connections of the panel before all else, in the family over which it comes, and keeps the rest", () => {
    const four = blockingRules(facts("203.0.113.9"));
    expect(firstRule(four?.rules4 ?? null)).toMatch(
      /^-A SEKISHO-IN -s 203\.0\.113\.9\/32 .*--dport 2222 .*SYN .*-j DROP$/,
    );
    expect(firstRule(four?.rules6 ?? null)).toBe("-A SEKISHO-IN -i lo -j ACCEPT");
    const six = blockingRules(facts("2001:db8::9"));
    expect(firstRule(six?.rules4 ?? null)).toBe("-A SEKISHO-IN -i lo -j ACCEPT");
    expect(firstRule(six?.rules6 ?? null)).toMatch(/^-A SEKISHO-IN -s 2001:db8::9\/128 .*-j DROP$/);
    for (const text of [four?.rules4, four?.rules6, six?.rules4, six?.rules6]) {
      expect(text).toContain("-A SEKISHO-IN -i lo -j ACCEPT\n-A SEKISHO-IN -j DROP\nCOMMIT\n");
      // Rules of others are never sent along.
      expect(text).not.toContain("192.0.2.66");
    }
  });

  it("is nothing where none of our chains is there, or nobody knows from where the panel comes", () => {
    const nothing = "*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n";
    expect(blockingRules(facts("203.0.113.9", { ipv4: nothing, ipv6: nothing }))).toBeNull();
    expect(blockingRules(facts(null))).toBeNull();
  });

  it("puts the block into a chain that is empty as well", () => {
    const empty = own();
    expect(
      firstRule(blockingRules(facts("203.0.113.9", { ipv4: empty, ipv6: empty }))?.rules4 ?? null),
    ).toContain("-j DROP");
  });
});

describe("what a drill has proven", () => {
  const live = { ipv4: accepts, ipv6: null };
  const good: DrillRecord = {
    phase: "rolled_back",
    reason: "expired",
    probes: ["silence", "silence"],
    before: live,
    after: { ...live, ipv4: accepts.replace("[9:900]", "[12:1200]") },
  };

  it("is the rollback, when the panel was shut out, the host's timer ended it, and the same rules were read", () => {
    expect(judgeDrill(good)).toBe("proven");
  });

  it.each<[string, Partial<DrillRecord>]>([
    ["not-blocked", { probes: ["silence", "got-in"] }],
    ["not-proven", { probes: ["silence", "failed"] }],
    ["not-proven", { reason: "timers-lost" }],
    ["not-proven", { probes: [] }],
    ["not-proven", { reason: "cancelled" }],
    ["not-proven", { reason: "lost-by-reboot" }],
    ["not-proven", { phase: "refused", reason: null }],
    ["not-proven", { phase: "rollback_failed", reason: null }],
    ["not-read", { after: null }],
    ["rules-differ", { after: { ipv4: own("-A SEKISHO-IN -j ACCEPT"), ipv6: null } }],
    ["rules-differ", { after: { ipv4: accepts.replace("-A INPUT -j SEKISHO-IN\n", ""), ipv6: null } }],
  ])("is %s after %j", (outcome, part) => {
    expect(judgeDrill({ ...good, ...part })).toBe(outcome);
  });
});

describe("a proof of the rollback", () => {
  const now = new Date("2026-06-01T00:00:00Z");
  it("is due when there is none, and again after 90 days", () => {
    expect(isDrillDue(null, now)).toBe(true);
    expect(isDrillDue("2026-03-04T00:00:00Z", now)).toBe(false);
    expect(isDrillDue("2026-03-02T00:00:00Z", now)).toBe(true);
  });
});
