import { describe, expect, it } from "vitest";
import { interpret } from "@/lib/core/analysis/interpret";
import { substitute } from "@/lib/core/analysis/substitute";
import { compile } from "@/lib/core/compile/compile";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy, Protections } from "@/lib/core/policy/schema";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { tellWithProtections } from "./tell-protections";

const counting: Partial<Protections> = {
  openConnections: 20,
  sshGuessing: { count: 4, per: "minute", burst: 8 },
  newConnections: { count: 60, per: "second", burst: 120, perSource: true },
};

function policyOf(admin: string[], services: readonly string[] = []): Policy {
  const start = startingPolicy("public-web-server", { admin });
  const purposes = start.purposes.map((one) => ({
    ...one,
    rules: one.rules.flatMap((rule) =>
      rule.admin || services.length === 0
        ? [rule]
        : [rule, { ...rule, id: "more", sources: ["anyone"], services: [...services] }],
    ),
  }));
  return { ...start, purposes, protections: { ...start.protections, ...counting } };
}

/** The host's tables with the policy's chains in them, behind a rule of somebody else's. */
function tables(policy: Policy, first = ""): Ruleset {
  const own = ":SEKISHO-IN - [0:0]\n:SEKISHO-FWD - [0:0]\n:SEKISHO-OUT - [0:0]\n";
  const live = `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${own}${first}-A INPUT -j SEKISHO-IN\n-A FORWARD -j SEKISHO-FWD\n-A OUTPUT -j SEKISHO-OUT\nCOMMIT\n`;
  const [done, host] = [compile(policy, null), parseLive(live, 4)];
  if (!done.ok || !host.ok) throw new Error("both are read");
  return substitute(host.value, done.value.ruleset4);
}

const one = policyOf(["192.0.2.10"]);

function tell(before: Ruleset, after: Ruleset) {
  const sides = { 4: { before, after, host: null }, 6: "absent" } as const;
  const names = { networks: one.networks, services: serviceCatalogue, panel: null };
  return tellWithProtections({ sides, names });
}

describe("a protection that stands as before", () => {
  const before = tables(one);
  const holding = (after: Ruleset) => {
    const { rows, protections } = tell(before, after);
    const opened = rows.filter(({ kind }) => kind === "opened");
    expect(opened.length).toBeGreaterThan(0);
    const held = protections.flatMap(({ holdsOpened, after: is }) =>
      holdsOpened && is ? [is.protection] : [],
    );
    const refused = opened.some(({ sample }) =>
      interpret(after, sample, { rates: "open" }).possible.includes("drop"),
    );
    expect(held.length > 0).toBe(refused);
    return held;
  };

  it.each([
    ["one more administrator, who comes before it", tables(policyOf(["192.0.2.10", "203.0.113.7"]))],
    [
      "a rule of somebody else's before our chain",
      tables(one, "-A INPUT -p tcp -m tcp --dport 3306 -j ACCEPT\n"),
    ],
  ])("does not hold what is newly let in: %s", (_, after) => {
    expect(holding(after)).toEqual([]);
  });

  it("holds what a rule of ours newly lets in, where it counts that", () => {
    expect(holding(tables(policyOf(["192.0.2.10"], ["mysql"])))).toEqual([
      "new-connections",
      "open-connections",
    ]);
    expect(holding(tables(policyOf(["192.0.2.10"], ["ssh"])))).toEqual([
      "ssh-guessing",
      "new-connections",
      "open-connections",
    ]);
  });
});
