import { describe, expect, it } from "vitest";
import { substitute } from "@/lib/core/analysis/substitute";
import { compile } from "@/lib/core/compile/compile";
import { parseLive } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy } from "@/lib/core/policy/schema";
import { tellMeaning } from "./tell-meaning";
import { tellWithProtections } from "./tell-protections";

const live =
  "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:SEKISHO-IN - [0:0]\n:SEKISHO-FWD - [0:0]\n:SEKISHO-OUT - [0:0]\n-A INPUT -j SEKISHO-IN\n-A FORWARD -j SEKISHO-FWD\n-A OUTPUT -j SEKISHO-OUT\nCOMMIT\n";

const start = startingPolicy("public-web-server", { admin: ["192.0.2.10"] });
const policy: Policy = {
  ...start,
  purposes: start.purposes.map((one) => ({
    ...one,
    rules: one.rules.flatMap((rule) =>
      rule.admin ? [rule] : [rule, { ...rule, id: "ssh", sources: ["anyone"], services: ["ssh"] }],
    ),
  })),
  protections: {
    ...start.protections,
    openConnections: 20,
    sshGuessing: { count: 4, per: "minute", burst: 8 },
    portScan: { ports: 10, minutes: 10 },
    newConnections: { count: 60, per: "second", burst: 120, perSource: true },
  },
};

function sent(): string {
  const done = compile(policy, null);
  if (!done.ok) throw new Error("the policy is compiled");
  return renderRestore(done.value.ruleset4);
}

function read(text: string) {
  const [tables, chains] = [parseLive(live, 4), parseLive(text, 4)];
  if (!tables.ok || !chains.ok) throw new Error("both texts are read");
  return substitute(tables.value, chains.value);
}

/** What is told of a host whose compiled rules somebody edited. */
function edited(from: RegExp, to: string) {
  const text = sent().replace(from, to);
  expect(text).not.toBe(sent());
  const sides = { 4: { before: read(sent()), after: read(text), host: null }, 6: "absent" } as const;
  return { sides, names: { networks: policy.networks, services: serviceCatalogue, panel: null } };
}

describe("a protection's rule that holds others than the protection does", () => {
  it.each([
    [
      "one allowance at SSH for everybody together",
      /(--hashlimit-above 4\/min.*?) --hashlimit-mode srcip/,
      "$1",
    ],
    [
      "half the internet as one source at SSH",
      /(--hashlimit-above 4\/min.*--hashlimit-mode srcip .*)( -j DROP)/,
      "$1 --hashlimit-srcmask 1$2",
    ],
    [
      "half the internet as one source of new connections",
      /(--hashlimit-above 60\/sec.*--hashlimit-mode srcip .*)( -j DROP)/,
      "$1 --hashlimit-srcmask 1$2",
    ],
    ["half the internet as one scanner", /(--rcheck.*--mask) 255.255.255.255/, "$1 128.0.0.0"],
    ["the destination as the scanner", /(--rcheck.*)--rsource/, "$1--rdest"],
  ])("is a change: %s", (_, from, to) => {
    const question = edited(from, to);
    expect(tellMeaning(question).outcomes[4]).toBe("different");
    expect(tellWithProtections(question).outcomes[4]).toBe("different");
  });

  it("is told as what it refuses: a limit of no connection at all lets nobody in", () => {
    const { rows, protections } = tellWithProtections(edited(/--connlimit-above 20/, "--connlimit-above 0"));
    expect(rows.length).toBeGreaterThan(0);
    expect(protections.map(({ after }) => after)).not.toContainEqual({
      protection: "open-connections",
      most: 0,
    });
  });
});
