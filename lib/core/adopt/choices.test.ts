import { describe, expect, test } from "vitest";
import type { ChangeRow } from "@/lib/core/analysis/diff/change-row";
import { compile } from "@/lib/core/compile/compile";
import { serviceCatalogue } from "@/lib/core/policy/catalogue";
import { roleNames } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import { adopt } from "./adopt";
import { afreshPolicy, besidePolicy } from "./choices";
import { isFirstPacket } from "./first-packet";
import { liveOf, planImport, saysAnything } from "./plan";
import type { Stand } from "./stands";
import { consequenceOf } from "./testing/consequence";
import { hostFacts } from "./testing/host-facts";
import { type LiveName, liveNames, liveText, readSave } from "./testing/live-texts";

const known = { networks: [], services: serviceCatalogue };

function load(name: LiveName) {
  const texts = { ipv4: liveText(name, 4), ipv6: liveText(name, 6) };
  return {
    live: { ruleset4: readSave(texts.ipv4, 4), ruleset6: readSave(texts.ipv6, 6) },
    facts: hostFacts(texts),
  };
}

function ordinaryRows(policy: Parameters<typeof consequenceOf>[0], name: LiveName): ChangeRow[] {
  const { live, facts } = load(name);
  const told = consequenceOf(policy, live, facts);
  return (
    Object.values(told.diffs)
      .flatMap((diff) => (diff?.outcome === "different" ? diff.rows : []))
      // The loopback and the renewal of addresses are free in every policy.
      .filter(({ ordinary, sample }) => ordinary && isFirstPacket(sample))
  );
}

describe("keeping the rules beside", () => {
  test.each(liveNames)(
    "lets the panel in over SSH, and changes no new connection of anybody else: %s",
    (name) => {
      const { policy } = besidePolicy(load(name).facts, known);
      for (const row of ordinaryRows(policy, name)) {
        const panel = { family: 4, first: 0xcb007109n, last: 0xcb007109n };
        const dhcp = row.sample.protocol === 17 && row.sample.destinationPort?.first === 546;
        expect(dhcp ? [panel] : row.sources, JSON.stringify(row.services)).toEqual([panel]);
        expect(row.kind).toBe("opened");
      }
    },
  );

  test("leaves every rule that is there asked", () => {
    const { live, facts } = load("ufw");
    const told = consequenceOf(besidePolicy(facts, known).policy, live, facts);
    const { account } = adopt(live, facts, known);
    const stands = new Set(account.filter(({ index }) => index !== null).map((ref) => told.standOf(ref)));
    // A few of ufw's chains are led to by nothing.
    expect([...stands].sort()).toEqual(["asked", "unasked"]);
    const input = account.filter(({ chain }) => chain === "INPUT");
    expect(input.every((ref) => told.standOf(ref) === "asked")).toBe(true);
  });
});

describe("where the rules that are there stand", () => {
  function standsBy(name: LiveName): (ending: string) => readonly Stand[] {
    const { live, facts } = load(name);
    const { policy, account } = adopt(live, facts, known);
    const told = consequenceOf(policy, live, facts);
    return (ending) => account.filter(({ text }) => text.endsWith(ending)).map((ref) => told.standOf(ref));
  }

  test("bans at the head of INPUT are asked first, what follows is not asked any more", () => {
    const of = standsBy("f2b");
    expect(of("-j f2b-sshd")).toEqual(["first", "first"]);
    expect(of("-s 203.0.113.5/32 -j REJECT --reject-with icmp-port-unreachable")).toEqual(["first"]);
    expect(of("--dport 3306 -j ACCEPT")).toEqual(["unasked"]);
    expect(of("-P INPUT DROP")).toEqual(["unasked"]);
  });

  test("what passes through, and every other table, is asked as today", () => {
    const of = standsBy("docker");
    expect(of("-A FORWARD -j DOCKER-USER")).toEqual(["asked"]);
    expect(of("--to-destination 172.18.0.2:80")).toEqual(["asked"]);
    expect(of("-A DOCKER-ISOLATION-STAGE-2 -o docker0 -j DROP")).toEqual(["asked"]);
  });
});

describe("starting afresh", () => {
  test.each(roleNames)("every role compiles with the panel as its administrator: %s", (role) => {
    const { facts } = load("hand");
    const policy = afreshPolicy(role, known);
    const errors = validatePolicy(policy, facts).filter(({ severity }) => severity === "error");
    expect(errors.map(({ code }) => code)).toEqual([]);
    expect(compile(policy, facts).ok).toBe(true);
  });
});

describe("what the tables say", () => {
  const empty = "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n";
  const says = (ipv4: string, ipv6: string) => {
    const read = liveOf(hostFacts({ ipv4, ipv6 }));
    return read.ok ? saysAnything(read.live) : read.family;
  };

  test("is nothing without a rule and without a chain policy that refuses", () => {
    expect(says(empty, "")).toBe(false);
    expect(says(empty.replace("INPUT ACCEPT", "INPUT DROP"), "")).toBe(true);
    expect(says(empty, empty.replace("COMMIT", "-A INPUT -j ACCEPT\nCOMMIT"))).toBe(true);
  });

  test("of text that cannot be read says which family", () => {
    expect(says(empty, "not a save text")).toBe(6);
  });

  test("a host without IPv6 gets rules for everybody that name no family", () => {
    const ipv4 = liveText("hand", 4);
    const facts = hostFacts({ ipv4, ipv6: null }, { iptables6: "absent" });
    const read = liveOf(facts);
    if (!read.ok) throw new Error(read.problem.text);
    const { ways, forgotten } = planImport(read.live, facts, known, { role: "blank" });
    expect(forgotten).toBe(false);
    expect(ways.adopt.made.networks.map(({ name }) => name)).toEqual(["192.0.2.0_27"]);
  });
});
