import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { randomPacket } from "@/lib/core/packet/random-packet";
import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import { boundariesOf } from "../boundaries";
import { interpret } from "../interpret";
import { RulesetMaker } from "../testing/random-ruleset";
import { seeded } from "../testing/seeded";
import { uselessRules } from "./shadow";

function read(text: string): Ruleset {
  const parsed = parseSave(text, 4);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

/** Findings in rules of INPUT from line 3 on, as `code line by coverers`. */
function found(...rules: string[]): string[] {
  const text = ["*filter", ":INPUT DROP [0:0]", ...rules, "COMMIT"].join("\n");
  return (uselessRules(read(text)) ?? []).map(
    ({ code, rule, coverers }) => `${code} ${rule.line} by ${coverers.map(({ line }) => line).join(",")}`,
  );
}

describe("rules without effect", () => {
  it("are found where several rules together take all packets, and all of these are named", () => {
    expect(
      found(
        "-A INPUT -s 10.0.0.0/25 -j ACCEPT",
        "-A INPUT -s 192.0.2.0/24 -j ACCEPT",
        "-A INPUT -s 10.0.0.128/25 -j DROP",
        "-A INPUT -s 10.0.0.0/24 -p tcp -j ACCEPT",
      ),
    ).toEqual(["shadowed 6 by 3,5"]);
  });

  it("are found behind a chain that ends all of their packets, and not behind one that returns some", () => {
    const chain = (last: string) => [
      ":WEB - [0:0]",
      "-A INPUT -p tcp -j WEB",
      "-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT",
      "-A WEB -p tcp -m tcp --dport 443 -j ACCEPT",
      last,
    ];
    expect(found(...chain("-A WEB -j DROP"))).toContain("shadowed 5 by 4");
    expect(found(...chain("-A WEB -p tcp -m tcp ! --dport 80 -j DROP"))).toEqual([]);
  });

  it("are redundant where what stands behind gives the same packets the same end", () => {
    expect(found("-A INPUT -s 10.1.0.0/16 -p tcp -j ACCEPT", "-A INPUT -s 10.0.0.0/8 -j ACCEPT")).toEqual([
      "redundant 3 by 4",
    ]);
    expect(
      found(
        "-A INPUT -s 10.1.0.0/16 -j REJECT --reject-with icmp-port-unreachable",
        "-A INPUT -s 10.0.0.0/8 -j REJECT --reject-with icmp-host-prohibited",
      ),
    ).toEqual([]);
    expect(
      found(
        "-A INPUT -s 10.1.0.0/16 -j ACCEPT",
        "-A INPUT -s 10.1.2.0/24 -j DROP",
        "-A INPUT -s 10.0.0.0/8 -j ACCEPT",
      ),
    ).toEqual(["shadowed 4 by 3"]);
  });

  it("match nothing where their conditions exclude each other", () => {
    expect(found("-A INPUT -s 10.0.0.0/8 -m iprange --src-range 192.0.2.1-192.0.2.9 -j ACCEPT")).toEqual([
      "matches-nothing 3 by ",
    ]);
  });

  it.each([
    ["a rate", "-A INPUT -m limit --limit 5/sec -j ACCEPT", "-A INPUT -p tcp -j ACCEPT"],
    ["a set", "-A INPUT -m set --match-set a src -j ACCEPT", "-A INPUT -p tcp -j DROP"],
    ["half of the addresses", "-A INPUT -s 10.0.0.0/25 -j ACCEPT", "-A INPUT -s 10.0.0.0/24 -j ACCEPT"],
    ["the opposite", "-A INPUT ! -s 10.0.0.0/8 -j ACCEPT", "-A INPUT -s 10.0.0.0/8 -p tcp -j ACCEPT"],
    [
      "ports of the other protocol",
      "-A INPUT -p udp -m udp ! --dport 5 -j ACCEPT",
      "-A INPUT -p tcp -m tcp --dport 6 -j ACCEPT",
    ],
    ["a log", "-A INPUT -s 10.0.0.0/8 -j LOG", "-A INPUT -s 10.0.0.0/8 -j ACCEPT"],
    ["fragments", "-A INPUT -f -j DROP", "-A INPUT -p tcp -j ACCEPT"],
  ])("are not those behind %s", (_, first, second) => {
    expect(found(first, second).filter((line) => line.startsWith("shadowed 4"))).toEqual([]);
  });
});

/** How often the texts of rules are looked at, of so many that each have a rate. */
function looksAt(rules: number): number {
  let looks = 0;
  const watched = (rule: Rule): Rule => ({
    ...rule,
    get text() {
      looks++;
      return rule.text;
    },
  });
  const text = Array.from(
    { length: rules },
    (_, at) => `-A INPUT -s 10.0.${at}.0/24 -m limit --limit 5/sec -j ACCEPT`,
  );
  const { family, tables } = read(["*filter", ":INPUT DROP [0:0]", ...text, "COMMIT"].join("\n"));
  const asked = tables.map(({ name, chains }) => ({
    name,
    chains: chains.map((chain) => ({ ...chain, rules: chain.rules.map(watched) })),
  }));
  expect(uselessRules({ family, tables: asked })).toEqual([]);
  return looks;
}

it("twice as many rules with rates are twice as much to look at", () => {
  expect(looksAt(120) / looksAt(60)).toBeLessThan(2.5);
});

describe.each([4, 6] as const)("findings in random rulesets, IPv%i", (family) => {
  it("hold for single packets: none comes to a shadowed rule, and without a redundant one each meets the same end", () => {
    const random = seeded(90 + family);
    let seen = 0;
    for (let round = 0; round < 25; round++) {
      const ruleset = new RulesetMaker(random, family, "INPUT").make();
      const boundaries = boundariesOf(ruleset);
      const packets = Array.from({ length: 40 }, () => randomPacket(random, boundaries, "INPUT"));
      for (const { code, table, rule } of uselessRules(ruleset) ?? []) {
        if (table !== "filter") continue;
        seen++;
        for (const packet of packets) {
          const { trace, verdict } = interpret(ruleset, packet, { rates: "within" });
          const step = trace.find(
            (one) => one.kind === "rule" && one.chain === rule.chain && one.index === rule.index,
          );
          if (code !== "redundant") {
            expect(step?.kind === "rule" && step.matched === "yes", rule.text).toBe(false);
          } else {
            const tables = ruleset.tables.map((one) => ({
              ...one,
              chains: one.chains.map((chain) =>
                one.name === table && chain.name === rule.chain
                  ? { ...chain, rules: chain.rules.toSpliced(rule.index, 1) }
                  : chain,
              ),
            }));
            expect(interpret({ ...ruleset, tables }, packet, { rates: "within" }).verdict, rule.text).toBe(
              verdict,
            );
          }
        }
      }
    }
    expect(seen).toBeGreaterThan(10);
  });
});
