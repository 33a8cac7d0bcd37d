import { describe, expect, it } from "vitest";
import { renderRestore } from "@/lib/core/iptables/render-restore";
import { renderScript } from "@/lib/core/iptables/render-script";
import { startingPolicy } from "@/lib/core/policy/roles";
import type { Policy } from "@/lib/core/policy/schema";
import { compile } from "./compile";
import { flatten } from "./flatten";

// Everything expected here is written by hand from the description of the roles, never made by the code under test.

const admin = ["192.0.2.10"];
const hq = ["192.0.2.0/27"];
const branch = ["198.51.100.32/27"];
const partner = ["203.0.113.64/27"];

function compiled(policy: Policy) {
  const result = compile(policy, null);
  if (!result.ok) throw new Error(result.problems.map(({ text }) => text).join("\n"));
  return result.value;
}

/** The IPv4 rules of one chain in order. */
function rules(policy: Policy, chain: string, flat = false): string[] {
  const { ruleset4 } = flat ? flatten(compiled(policy)) : compiled(policy);
  const start = `-A ${chain} `;
  return renderRestore(ruleset4)
    .split("\n")
    .filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length));
}

/** Expects these lines to stand among the others, in this order. */
function inOrder(lines: readonly string[], expected: readonly string[]): void {
  expect(lines.filter((line) => expected.includes(line))).toEqual(expected);
}

function withClient(policy: Policy, client: Partial<Policy["client"]>): Policy {
  return { ...policy, client: { ...policy.client, ...client } };
}

const state = "-m conntrack --ctstate NEW,ESTABLISHED";
const web = `-p tcp -m tcp --sport 1024:65535 -m multiport --dports 80,443 ${state} -j ACCEPT`;

describe("what each role lets in", () => {
  it("public web server: the administrator everything, anyone http and https from high ports", () => {
    inOrder(rules(startingPolicy("public-web-server", { admin }), "SEKISHO-IN"), [
      "-i lo -j ACCEPT",
      `-s 192.0.2.10/32 ${state} -j ACCEPT`,
      "-m conntrack --ctstate INVALID -j DROP",
      web,
      "-j DROP",
    ]);
  });

  it("internal server: head office first, then branch, then partner's web; nobody else", () => {
    const lines = rules(startingPolicy("internal-server", { hq, branch, partner }), "SEKISHO-IN");
    inOrder(lines, [
      `-s 192.0.2.0/27 ${state} -j ACCEPT`,
      "-m conntrack --ctstate INVALID -j DROP",
      `-s 198.51.100.32/27 ${state} -j ACCEPT`,
      `-s 203.0.113.64/27 ${web}`,
      "-j DROP",
    ]);
    expect(lines).not.toContain(web);
    const without = rules(startingPolicy("internal-server", { hq, branch }), "SEKISHO-IN");
    expect(without.some((line) => line.includes("443"))).toBe(false);
  });

  it("file server: the administrator everything, offices ssh, anyone the web", () => {
    inOrder(rules(startingPolicy("file-server", { admin, hq, branch }), "SEKISHO-IN"), [
      `-s 192.0.2.10/32 ${state} -j ACCEPT`,
      `-s 192.0.2.0/27 -p tcp -m tcp --dport 22 ${state} -j ACCEPT`,
      `-s 198.51.100.32/27 -p tcp -m tcp --dport 22 ${state} -j ACCEPT`,
      web,
      "-j DROP",
    ]);
  });

  it("mail server: mail for anyone, the older protocols only when switched on", () => {
    const lines = rules(startingPolicy("mail-server", { admin }), "SEKISHO-IN");
    inOrder(lines, [`-p tcp -m multiport --dports 25,465,587,993 ${state} -j ACCEPT`]);
    expect(lines.some((line) => /143|110|995/.test(line))).toBe(false);
    inOrder(rules(startingPolicy("mail-server", { admin }), "SEKISHO-OUT"), [
      "-m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT",
      `-p tcp -m multiport --dports 25,53,443 ${state} -j ACCEPT`,
      `-p udp -m udp --dport 53 ${state} -j ACCEPT`,
      "-j DROP",
    ]);
  });

  it("blank: the administrator and nobody else", () => {
    const lines = rules(startingPolicy("blank", { admin }), "SEKISHO-IN");
    expect(lines.filter((line) => line.includes("NEW,ESTABLISHED"))).toEqual([
      `-s 192.0.2.10/32 ${state} -j ACCEPT`,
    ]);
  });
});

describe("the egress sandbox", () => {
  const sandbox = startingPolicy("egress-sandbox", { admin, destination: ["198.51.100.7"] });
  const quiet = { ...sandbox, protections: { ...sandbox.protections, logRefused: null } };

  it("is the literal recipe with dns over udp and no replies, besides what always passes", () => {
    expect(rules(withClient(quiet, { replies: "none" }), "SEKISHO-OUT")).toEqual([
      "-o lo -j ACCEPT",
      "-p udp -m udp --sport 68 --dport 67 -j ACCEPT",
      "-p udp -m udp --dport 53 -j ACCEPT",
      "-d 198.51.100.7/32 -j ACCEPT",
      "-j REJECT --reject-with icmp-port-unreachable",
    ]);
  });

  it("leaves what comes in and what passes through alone", () => {
    expect(rules(quiet, "SEKISHO-IN")).toEqual(["-j RETURN"]);
    expect(rules(quiet, "SEKISHO-FWD")).toEqual(["-j RETURN"]);
  });

  it.each([
    ["admin", "-d 192.0.2.10/32 -m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT"],
    ["all", "-m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT"],
  ] as const)("answers connections from outside as chosen: %s", (replies, expected) => {
    const answers = rules(withClient(quiet, { replies }), "SEKISHO-OUT").filter((line) =>
      line.includes("REPLY"),
    );
    expect(answers).toEqual([expected]);
  });

  it.each([
    ["off", []],
    ["udp", ["-p udp -m udp --dport 53 -j ACCEPT"]],
    ["both", ["-p udp -m udp --dport 53 -j ACCEPT", "-p tcp -m tcp --dport 53 -j ACCEPT"]],
  ] as const)("looks names up as chosen: %s", (dns, expected) => {
    const lines = rules(withClient(quiet, { dns }), "SEKISHO-OUT").filter((line) => line.includes("53 "));
    expect(lines).toEqual(expected);
  });

  it("touches no chain policy in the script, and only OUTPUT", () => {
    const script = renderScript({ ...flatten(compiled(quiet)), header: [] });
    expect(script).not.toMatch(/tables -P /);
    expect(script).not.toMatch(/INPUT|FORWARD/);
    expect(script).toContain("iptables -F OUTPUT\n");
    expect(script).toContain("iptables -A OUTPUT -j REJECT --reject-with icmp-port-unreachable\n");
    expect(script).toContain("ip6tables -A OUTPUT -j REJECT --reject-with icmp6-port-unreachable\n");
  });
});

describe("the server as a client", () => {
  const policy = startingPolicy("public-web-server", { admin });

  it("at reply: everything may leave, and only answers of the chosen services come in", () => {
    const services = ["http", "https", "dns", "ntp", "smtp", "ftp"];
    const chosen = withClient(policy, { mode: "at-reply", services });
    inOrder(rules(chosen, "SEKISHO-OUT"), [`${state} -j ACCEPT`, "-j DROP"]);
    const back = "-m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT";
    const named = "-m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j ACCEPT";
    expect(rules(chosen, "SEKISHO-IN").filter((line) => line.includes("REPLY"))).toEqual([
      `-p tcp -m multiport --sports 80,443,21 -m tcp --dport 1024:65535 ${back}`,
      `-p tcp -m tcp --sport 53 --dport 1024:65535 ${named}`,
      `-p tcp -m tcp --sport 25 ${back}`,
      `-p udp -m udp --sport 53 --dport 1024:65535 ${named}`,
      `-p udp -m udp --sport 123 ${back}`,
    ]);
  });

  it("at reply with every service lets every answer in", () => {
    const lines = rules(withClient(policy, { mode: "at-reply", services: ["all"] }), "SEKISHO-IN");
    expect(lines).toContain("-m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT");
  });

  it("at reply with nothing chosen lets no answer in but those of sources that may use everything", () => {
    const lines = rules(withClient(policy, { mode: "at-reply", services: [] }), "SEKISHO-IN");
    expect(lines.some((line) => line.includes("REPLY"))).toBe(false);
  });

  it("at request: answers leave first, then only the chosen services; one rule lets tracked answers in", () => {
    const chosen = withClient(policy, { mode: "at-request", services: ["https", "dns"] });
    inOrder(rules(chosen, "SEKISHO-OUT"), [
      "-m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT",
      `-p tcp -m multiport --dports 443,53 ${state} -j ACCEPT`,
      `-p udp -m udp --dport 53 ${state} -j ACCEPT`,
      "-j DROP",
    ]);
    expect(rules(chosen, "SEKISHO-OUT")).not.toContain(`${state} -j ACCEPT`);
    expect(rules(chosen, "SEKISHO-IN").filter((line) => line.includes("REPLY"))).toEqual([
      "-m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT",
    ]);
  });
});

describe("the exported script", () => {
  const services = ["http", "https"];
  const policy = withClient(startingPolicy("file-server", { admin, hq, branch }), {
    mode: "at-reply",
    services,
  });
  const script = renderScript({ ...flatten(compiled(policy)), header: ["For a person"] });

  it("stands in the order in which one can work while connected, and what cuts comes last", () => {
    const places = [
      "iptables -A INPUT -i lo -j ACCEPT",
      "iptables -A OUTPUT -o lo -j ACCEPT",
      `iptables -A OUTPUT ${state} -j ACCEPT`,
      `iptables -A INPUT -s 192.0.2.10/32 ${state} -j ACCEPT`,
      "iptables -A INPUT -m conntrack --ctstate INVALID -j DROP",
      `iptables -A INPUT -s 192.0.2.0/27 -p tcp -m tcp --dport 22 ${state} -j ACCEPT`,
      `iptables -A INPUT -s 198.51.100.32/27 -p tcp -m tcp --dport 22 ${state} -j ACCEPT`,
      `iptables -A INPUT ${web}`,
      "iptables -A INPUT -p tcp -m multiport --sports 80,443 -m tcp --dport 1024:65535 -m conntrack --ctstate ESTABLISHED -j ACCEPT",
      "iptables -A INPUT -m limit --limit 10/min -j LOG --log-prefix 'sekisho in: '",
      "iptables -P FORWARD DROP",
      "iptables -P INPUT DROP",
      "iptables -P OUTPUT DROP",
    ].map((line) => script.indexOf(`\n${line}\n`));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it("keeps the plain recipe of the classic roles: states, no directions", () => {
    expect(script).not.toContain("--ctdir");
    const atRequest = withClient(policy, { mode: "at-request" });
    expect(renderScript({ ...flatten(compiled(atRequest)), header: [] })).toContain("--ctdir REPLY");
  });

  it("lets the administrator's open session go on where answers are looked at, and only there", () => {
    const open = "iptables -A OUTPUT -d 192.0.2.10/32 -p tcp -m tcp --tcp-flags SYN NONE -j ACCEPT\n";
    const scriptOf = (made: Policy) => renderScript({ ...flatten(compiled(made)), header: [] });
    const blank = scriptOf(startingPolicy("blank", { admin }));
    expect(blank).toContain(open);
    expect(blank.indexOf(open)).toBeLessThan(blank.indexOf("conntrack"));
    const box = startingPolicy("egress-sandbox", { admin });
    expect(scriptOf(box)).toContain(open);
    expect(scriptOf(withClient(box, { replies: "none" }))).not.toContain("SYN NONE");
    expect(script).not.toContain("SYN NONE");
    expect(renderRestore(compiled(box).ruleset4)).not.toContain("SYN NONE");
  });

  it("opens each block with a sentence, and says that it replaces the filter table", () => {
    expect(script).toContain("# It replaces the whole filter table");
    for (const block of script.split("\n\n").filter((text) => /tables -A/.test(text))) {
      expect(block).toMatch(/^# /);
    }
  });
});
