import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { lint } from "./lint";

function codes(...lines: string[]): string[] {
  const result = parseSave(["*filter", ...lines, "COMMIT"].join("\n"), 4);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return lint(result.value).map(({ code, params }) => `${code}@${params.line}`);
}

/** Two rules in INPUT, lines 3 and 4: is the second reported as never reached? */
function covered(first: string, second: string): boolean {
  return codes(":INPUT ACCEPT [0:0]", `-A INPUT ${first}`, `-A INPUT ${second}`).includes("shadowed@4");
}

it("takes rules of different tables for different ones, though chain and place are the same", () => {
  const text = [
    "*filter",
    ":INPUT ACCEPT [0:0]",
    "-A INPUT -p tcp -j DROP",
    "-A INPUT -p tcp -m tcp --dport 22 -j DROP",
    "COMMIT",
    "*mangle",
    ":INPUT ACCEPT [0:0]",
    "-A INPUT -p tcp -m tcp --dport 80 -j DROP",
    "-A INPUT -p tcp -j DROP",
    "COMMIT",
  ].join("\n");
  const result = parseSave(text, 4);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  const found = lint(result.value).map(({ code, params }) => `${code}@${params.line}`);
  expect(found.sort()).toEqual(["redundant@8", "shadowed@4"]);
});

describe("rules that are never reached", () => {
  it.each([
    ["-s 10.0.0.0/8 -j DROP", "-s 10.1.0.0/16 -p tcp -j ACCEPT"],
    ["-p tcp -m tcp --dport 1:1000 -j ACCEPT", "-p tcp -m tcp --dport 22 -j DROP"],
    ["-p tcp -m multiport --dports 20:30,31:40 -j ACCEPT", "-p tcp -m tcp --dport 25:35 -j DROP"],
    ["-p tcp -m tcp ! --dport 80 -j ACCEPT", "-p tcp -m tcp --dport 22 -j DROP"],
    ["! -s 10.0.0.0/8 -j DROP", "-s 192.0.2.0/24 -j ACCEPT"],
    ["! -s 10.0.0.0/16 -j DROP", "! -s 10.0.0.0/8 -j ACCEPT"],
    ["! -i lo -j DROP", "-i eth0 -j ACCEPT"],
    ["-i eth+ -j DROP", "-i eth0 -j ACCEPT"],
    [
      "-m state --state RELATED,ESTABLISHED -j ACCEPT",
      "-m conntrack --ctstate ESTABLISHED --ctdir REPLY -j ACCEPT",
    ],
    ["-p icmp -m icmp --icmp-type 3 -j ACCEPT", "-p icmp -m icmp --icmp-type 3/4 -j ACCEPT"],
    ["-p tcp -m tcp --tcp-flags SYN SYN -j DROP", "-p tcp -m tcp --tcp-flags SYN,ACK SYN,ACK -j ACCEPT"],
    ["-m iprange --src-range 10.0.0.0-10.0.0.255 -j DROP", "-s 10.0.0.64/26 -j ACCEPT"],
    ["-j RETURN", "-j RETURN"],
    ["-m comment --comment a -s 10.0.0.1 -j DROP", "-s 10.0.0.1 -m limit --limit 1/sec -j ACCEPT"],
  ])("%s, then %s", (first, second) => {
    const found = codes(":INPUT ACCEPT [0:0]", `-A INPUT ${first}`, `-A INPUT ${second}`);
    expect(found.filter((one) => !one.startsWith("redundant"))).toEqual(["shadowed@4"]);
  });

  it.each([
    ["-s 10.1.0.0/16 -j DROP", "-s 10.0.0.0/8 -j ACCEPT"],
    ["-s 10.0.0.0/8 -j LOG", "-s 10.0.0.0/8 -j DROP"],
    ["-s 10.0.0.0/8 -m limit --limit 5/sec -j ACCEPT", "-s 10.0.0.0/8 -j DROP"],
    ["-p tcp -m tcp --dport 22 -j ACCEPT", "-p udp -m udp --dport 22 -j ACCEPT"],
    ["-p tcp -m tcp ! --dport 22 -j ACCEPT", "-p tcp -m tcp --dport 20:30 -j DROP"],
    ["-p tcp -m tcp --sport 22 -j ACCEPT", "-p tcp -m tcp --dport 22 -j ACCEPT"],
    ["! -i eth+ -j DROP", "-i eth0 -j ACCEPT"],
    ["! -i eth0 -j DROP", "-i e+ -j ACCEPT"],
    ["! -s 10.0.0.0/8 -j DROP", "! -s 10.0.0.0/16 -j ACCEPT"],
    ["! -p tcp -j DROP", "-p tcp -j ACCEPT"],
    ["-p tcp -m tcp ! --tcp-flags SYN SYN -j DROP", "-p tcp -m tcp --tcp-flags SYN,ACK SYN -j ACCEPT"],
    ["-p tcp -m tcp --tcp-flags SYN,ACK SYN -j DROP", "-p tcp -m tcp --tcp-flags SYN SYN -j ACCEPT"],
    ["-m conntrack --ctdir REPLY -j ACCEPT", "-m conntrack --ctstate INVALID --ctdir REPLY -j DROP"],
    ["-m state ! --state NEW -j ACCEPT", "-m state --state NEW -j ACCEPT"],
    ["-p icmp -m icmp --icmp-type 3/4 -j ACCEPT", "-p icmp -m icmp --icmp-type 3 -j ACCEPT"],
    ["-p tcp -m multiport --ports 22 -j ACCEPT", "-p tcp -m multiport --dports 22,23 -j ACCEPT"],
    ["-p tcp -m multiport ! --ports 22 -j ACCEPT", "-p tcp -m multiport --dports 80 -j ACCEPT"],
    ["-f -j DROP", "-j ACCEPT"],
  ])("says nothing of %s, then %s", (first, second) => {
    expect(covered(first, second)).toBe(false);
  });

  it("names the first rule that takes the packets, of wide ones and of those for the same host", () => {
    const host = (port: string) => `-A INPUT -s 10.1.0.1/32 -p tcp -m tcp --dport ${port} -j ACCEPT`;
    const wide = "-A INPUT -s 10.0.0.0/8 -p tcp -m tcp --dport 20:30 -j DROP";
    const by = (...lines: string[]) => {
      const parsed = parseSave(["*filter", ":INPUT ACCEPT [0:0]", ...lines, "COMMIT"].join("\n"), 4);
      return parsed.ok ? lint(parsed.value).map(({ params }) => `${params.line} by ${params.by}`) : [];
    };
    expect(by(wide, host("25"))).toEqual(["4 by 3"]);
    expect(by(host("20:30"), wide, host("25"))).toEqual(["5 by 3"]);
    expect(by("-A INPUT -s 10.1.0.2/32 -j ACCEPT", wide, host("25"))).toEqual(["5 by 4"]);
    expect(by(host("25"), wide)).toEqual([]);
  });

  it("are told behind the end of a chain, and not before it", () => {
    const tail = ["-A INPUT -p tcp -j DROP", "-A INPUT -p udp -j DROP"];
    const behind = codes(":INPUT ACCEPT [0:0]", "-A INPUT -j ACCEPT", ...tail);
    expect(behind).toEqual(["shadowed@4", "shadowed@5"]);
    expect(codes(":INPUT ACCEPT [0:0]", ...tail, "-A INPUT -j ACCEPT")).toEqual([]);
  });
});

describe("chains", () => {
  it.each([
    [[":INPUT ACCEPT [0:0]", "-A INPUT -j GONE"], ["missing-chain@3"]],
    [[":INPUT ACCEPT [0:0]", ":X - [0:0]", "-A X -j DROP"], ["unused-chain@4"]],
    [
      [
        ":INPUT ACCEPT [0:0]",
        ":A - [0:0]",
        ":B - [0:0]",
        "-A INPUT -j A",
        "-A A -p tcp -j B",
        "-A B -p tcp -g A",
      ],
      ["chain-loop@6"],
    ],
    [[":INPUT ACCEPT [0:0]", "-A INPUT -j OUTPUT"], ["missing-chain@3"]],
    [[":SEKISHO-IN - [0:0]", "-A SEKISHO-IN -j DROP"], []],
    [[":INPUT ACCEPT [0:0]", ":SEKISHO-IN - [0:0]", "-A SEKISHO-IN -j DROP"], []],
  ])("%j: %j", (lines, expected) => {
    expect(codes(...lines)).toEqual(expected);
  });
});

describe("rules that iptables refuses, and rules said twice", () => {
  it.each([
    ["-m tcp --dport 22 -j ACCEPT", ["refused-rule@3"]],
    ["-m multiport --dports 22 -j ACCEPT", ["refused-rule@3"]],
    ["-o eth0 -j ACCEPT", ["refused-rule@3"]],
    ["-p udp -j REJECT --reject-with tcp-reset", ["refused-rule@3"]],
    ["! -p tcp -m tcp --dport 22 -j ACCEPT", ["refused-rule@3"]],
    ["-m owner --uid-owner 0 -j ACCEPT", ["refused-rule@3"]],
    ["-m esp --espspi 5 -j ACCEPT", ["refused-rule@3"]],
    ["-p esp -m esp --espspi 5 -j ACCEPT", []],
    ["-j MASQUERADE", ["refused-rule@3"]],
    ["-j CT --helper ftp", ["refused-rule@3"]],
    ["-m icmp --icmp-type 8 -j ACCEPT", ["refused-rule@3"]],
    ["-p tcp -m tcp --dport 22 -j REJECT --reject-with tcp-reset", []],
  ])("%s: %j", (rule, expected) => {
    expect(codes(":INPUT DROP [0:0]", `-A INPUT ${rule}`)).toEqual(expected);
  });

  it("sees a log said twice, and not two rates", () => {
    const log = "-A INPUT -p tcp -j LOG";
    const rate = "-A INPUT -p tcp -m limit --limit 1/sec -j LOG";
    expect(codes(":INPUT ACCEPT [0:0]", log, log)).toEqual(["duplicate-rule@4"]);
    expect(codes(":INPUT ACCEPT [0:0]", rate, rate)).toEqual([]);
  });
});
