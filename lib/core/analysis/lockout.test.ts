import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { foreignRulesBelow } from "./foreign-rules";
import { lockoutVerdict } from "./lockout";
import { ownedText } from "./owned-text";
import { substitute } from "./substitute";

function parse(text: string): Ruleset {
  const result = parseSave(text, 4);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}
const table = (name: string, ...lines: string[]) => [`*${name}`, ...lines, "COMMIT", ""].join("\n");
const builtIn = [":INPUT ACCEPT [0:0]", ":FORWARD ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]"];
const nothing = table("filter", ...builtIn);

const good = table(
  "filter",
  ":SEKISHO-IN - [0:0]",
  ":SEKISHO-OUT - [0:0]",
  "-A SEKISHO-IN -i lo -j ACCEPT",
  "-A SEKISHO-IN -s 198.51.100.7/32 -m conntrack --ctstate NEW,ESTABLISHED --ctdir ORIGINAL -j ACCEPT",
  "-A SEKISHO-IN -j DROP",
  "-A SEKISHO-OUT -o lo -j ACCEPT",
  "-A SEKISHO-OUT -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT",
  "-A SEKISHO-OUT -j DROP",
);

function ask(live: string, compiled: string, panelAddress = "198.51.100.7") {
  return lockoutVerdict({
    live: parse(live),
    compiled: parse(compiled),
    connection: { panelAddress, hostAddress: "192.0.2.1", hostPort: 22 },
    interface: "eth0",
  });
}

describe("lockout", () => {
  it("gets in where all four packets of a new connection pass", () => {
    const { answer, legs } = ask(nothing, good);
    expect(answer).toBe("gets-in");
    expect(legs.map(({ name, chain, verdict }) => [name, chain, verdict.rule?.chain])).toEqual([
      ["first", "INPUT", "SEKISHO-IN"],
      ["answer", "OUTPUT", "SEKISHO-OUT"],
      ["later", "INPUT", "SEKISHO-IN"],
      ["later-answer", "OUTPUT", "SEKISHO-OUT"],
    ]);
  });

  it.each([
    ["another address", good, "198.51.100.8", "first"],
    [
      "replies that may not leave",
      good.replace("--ctdir REPLY -j ACCEPT", "--ctdir ORIGINAL -j ACCEPT"),
      undefined,
      "answer",
    ],
    ["only the first packet let in", good.replace("NEW,ESTABLISHED", "NEW"), undefined, "later"],
    ["an old connection alone let in", good.replace("NEW,ESTABLISHED", "ESTABLISHED"), undefined, "first"],
    [
      "answers but no data let out",
      good.replace("-A SEKISHO-OUT -m", "-A SEKISHO-OUT -p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK -m"),
      undefined,
      "later-answer",
    ],
  ])("is locked out by %s", (_, compiled, panel, leg) => {
    const { answer, legs } = ask(nothing, compiled, panel);
    expect(answer).toBe("locked-out");
    expect(legs.find(({ verdict }) => verdict.verdict === "drop")?.name).toBe(leg);
  });

  it("looks at the live rules before our jump, and at those after it only where we return", () => {
    const ban = table(
      "filter",
      ...builtIn,
      ":f2b-sshd - [0:0]",
      "-A INPUT -p tcp --dport 22 -j f2b-sshd",
      "-A f2b-sshd -s 198.51.100.7 -j REJECT",
    );
    expect(ask(ban, good).answer).toBe("locked-out");
    const below = table("filter", ...builtIn, "-A INPUT -p tcp --dport 22 -j DROP");
    expect(ask(below, good).answer).toBe("gets-in");
    const returning = table("filter", ":SEKISHO-IN - [0:0]", "-A SEKISHO-IN -j RETURN");
    expect(ask(below, returning).answer).toBe("locked-out");
  });

  it.each([
    [
      "a rule that is not understood",
      table(
        "filter",
        ...builtIn,
        ":f2b-x - [0:0]",
        "-A INPUT -j f2b-x",
        "-A f2b-x -m set --match-set x src -j DROP",
      ),
      "opaque",
    ],
    [
      "a translation of the port",
      `${table("nat", ":PREROUTING ACCEPT [0:0]", "-A PREROUTING -p tcp --dport 22 -j REDIRECT --to-ports 2222")}${nothing}`,
      "target",
    ],
    [
      "an opaque drop in raw",
      `${table("raw", ":PREROUTING ACCEPT [0:0]", "-A PREROUTING -m rpfilter --invert -j DROP")}${nothing}`,
      "opaque",
    ],
    [
      "a translation under a condition that is not known",
      `${table("nat", ":PREROUTING ACCEPT [0:0]", "-A PREROUTING -m set --match-set x src -j DNAT --to-destination 172.17.0.2")}${nothing}`,
      "target",
    ],
  ])("cannot tell with %s on the way", (_, live, cause) => {
    expect(ask(live, good)).toMatchObject({ answer: "cannot-tell", cause });
  });

  it("is not troubled by translations of other ports, nor by doubts that our rules come before", () => {
    const live =
      table(
        "nat",
        ":PREROUTING ACCEPT [0:0]",
        ":DOCKER - [0:0]",
        "-A PREROUTING -m addrtype --dst-type LOCAL -j DOCKER",
        "-A DOCKER ! -i docker0 -p tcp -m tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80",
      ) + table("filter", ...builtIn, "-A INPUT -m set --match-set x src -j DROP");
    expect(ask(live, good).answer).toBe("gets-in");
  });

  it("says of a rate limit that it hangs on it", () => {
    const limited = good.replace(
      "-j ACCEPT\n-A SEKISHO-IN -j DROP",
      "-m limit --limit 3/min -j ACCEPT\n-A SEKISHO-IN -j DROP",
    );
    expect(ask(nothing, limited)).toMatchObject({
      answer: "cannot-tell",
      withinRates: "gets-in",
      cause: "rate",
    });
  });

  it("sees that without connection tracking our rules for connections do not hold", () => {
    const live = `${table("raw", ":PREROUTING ACCEPT [0:0]", "-A PREROUTING -p tcp --dport 22 -j CT --notrack")}${nothing}`;
    expect(ask(live, good).answer).toBe("locked-out");
  });

  it("sees a drop in another table", () => {
    const live = `${table("mangle", ":PREROUTING ACCEPT [0:0]", "-A PREROUTING -s 198.51.100.0/24 -j DROP")}${nothing}`;
    expect(ask(live, good).legs[0]).toMatchObject({ table: "mangle", verdict: { verdict: "drop" } });
  });
});

describe("where our jump goes", () => {
  const chainOf = (ruleset: Ruleset, name: string) =>
    ruleset.tables
      .find((known) => known.name === "filter")
      ?.chains.find((chain) => chain.name === name)
      ?.rules.map(({ target }) => (target.kind === "jump" ? target.chain : target.kind));

  it("stands behind the leading jumps of banning programs, before everything else", () => {
    const live = table(
      "filter",
      ...builtIn,
      ":f2b-sshd - [0:0]",
      ":sshguard - [0:0]",
      "-A INPUT -p tcp -j f2b-sshd",
      "-A INPUT -j sshguard",
      "-A INPUT -i lo -j ACCEPT",
      "-A INPUT -j f2b-sshd",
    );
    expect(chainOf(substitute(parse(live), parse(good)), "INPUT")).toEqual([
      "f2b-sshd",
      "sshguard",
      "SEKISHO-IN",
      "accept",
      "f2b-sshd",
    ]);
  });

  it("stays where it is once it is there", () => {
    const live = table(
      "filter",
      ...builtIn,
      ":SEKISHO-IN - [0:0]",
      "-A INPUT -i lo -j ACCEPT",
      "-A INPUT -j SEKISHO-IN",
    );
    expect(chainOf(substitute(parse(live), parse(good)), "INPUT")).toEqual(["accept", "SEKISHO-IN"]);
  });

  it("is in DOCKER-USER for forwarded packets, where that exists", () => {
    const live = table(
      "filter",
      ...builtIn,
      ":DOCKER-USER - [0:0]",
      "-A FORWARD -j DOCKER-USER",
      "-A DOCKER-USER -j RETURN",
    );
    const forward = table("filter", ":SEKISHO-FWD - [0:0]", "-A SEKISHO-FWD -j RETURN");
    const after = substitute(parse(live), parse(forward));
    expect(chainOf(after, "FORWARD")).toEqual(["DOCKER-USER"]);
    expect(chainOf(after, "DOCKER-USER")).toEqual(["SEKISHO-FWD", "return"]);
  });

  it("in raw stands first, comes with the helper's chain and goes with it; others' rules stay", () => {
    const foreign = "-A OUTPUT -p udp -j NOTRACK";
    const before = [":PREROUTING ACCEPT [0:0]", ":OUTPUT ACCEPT [0:0]", foreign];
    const live = table("raw", ...before) + table("filter", ...builtIn);
    const helped =
      table("raw", ":SEKISHO-RAW - [0:0]", "-A SEKISHO-RAW -p tcp --dport 21 -j CT --helper ftp") + good;
    const raw = (ruleset: Ruleset) =>
      renderRestore({ ...ruleset, tables: ruleset.tables.filter(({ name }) => name === "raw") }).split("\n");
    const after = substitute(parse(live), parse(helped));
    expect(raw(after).filter((line) => line.startsWith("-A"))).toEqual([
      "-A OUTPUT -j SEKISHO-RAW",
      "-A OUTPUT -p udp -j NOTRACK",
      "-A SEKISHO-RAW -p tcp -m tcp --dport 21 -j CT --helper ftp",
    ]);
    expect(substitute(after, parse(helped))).toEqual(after);
    expect(raw(substitute(after, parse(good)))).toEqual(raw(substitute(parse(live), parse(good))));
    expect(raw(substitute(after, parse(good))).join()).not.toContain("SEKISHO");
    expect(raw(substitute(parse(""), parse(good)))).toEqual([""]);
  });

  it("lists the rules of others that are no longer reached", () => {
    const live = table(
      "filter",
      ...builtIn,
      "-A INPUT -p udp -j ACCEPT",
      "-A OUTPUT -p udp -j DROP",
      "-A FORWARD -j DROP",
    );
    expect(foreignRulesBelow(parse(live), parse(good)).map(({ chain, text }) => `${chain}: ${text}`)).toEqual(
      ["INPUT: -A INPUT -p udp -j ACCEPT", "OUTPUT: -A OUTPUT -p udp -j DROP"],
    );
    const returning = good.replaceAll("-j DROP", "-j RETURN");
    expect(foreignRulesBelow(parse(live), parse(returning))).toEqual([]);
  });
});

describe("our chains in live text", () => {
  it("are the same text as rendered ones that mean the same, whatever order and counters the kernel prints", () => {
    const live = [
      "# Generated by iptables-save",
      "*filter",
      ":INPUT ACCEPT [5:300]",
      ":SEKISHO-OUT - [0:0]",
      ":SEKISHO-IN - [0:0]",
      "[3:180] -A INPUT -j SEKISHO-IN",
      "[1:60] -A SEKISHO-IN -i lo -j ACCEPT",
      "[0:0] -A SEKISHO-OUT -j DROP",
      "[2:120] -A SEKISHO-IN -j DROP",
      "COMMIT",
    ].join("\n");
    const rendered = table(
      "filter",
      ":SEKISHO-IN - [0:0]",
      ":SEKISHO-OUT - [0:0]",
      "-A SEKISHO-IN -i lo -j ACCEPT",
      "-A SEKISHO-IN -j DROP",
      "-A SEKISHO-OUT -j DROP",
    );
    expect(ownedText(live)).toBe(ownedText(rendered));
    expect(ownedText(live)).toBe(rendered);
    const helper = ["-A OUTPUT -j SEKISHO-RAW", "-A SEKISHO-RAW -p tcp -m tcp --dport 21 -j CT --helper ftp"];
    const raw = ["*raw", ":OUTPUT ACCEPT [0:0]", ":SEKISHO-RAW - [0:0]", ...helper, "COMMIT", ""].join("\n");
    const rawRendered = table("raw", ":SEKISHO-RAW - [0:0]", helper[1] ?? "");
    expect(ownedText(`${live}\n${raw}`)).toBe(rawRendered + rendered);
    expect(ownedText(nothing)).toBe("");
  });
});
