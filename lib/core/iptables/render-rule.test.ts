import { describe, expect, it } from "vitest";
import { parsePrefix } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { renderCommand, renderRule } from "./render-rule";

function rule(matches: readonly Match[], target: Target = { kind: "accept" }): Rule {
  return { matches, target, origin: null };
}

function source(text: string, negated = false): Match {
  const prefix = parsePrefix(text);
  if ("fault" in prefix) throw new Error(text);
  return { kind: "source", prefix, negated };
}

const tcp: Match = { kind: "protocol", protocol: 6 };

describe("a rule as iptables-save prints it", () => {
  it("puts iptables' own options first, in the kernel's order, whatever the order of the matches", () => {
    const matches: Match[] = [
      { kind: "ct-state", module: "conntrack", states: ["NEW", "ESTABLISHED"] },
      tcp,
      { kind: "in-interface", name: "eth0" },
      source("192.0.2.1"),
    ];
    expect(renderRule(rule(matches), "X", 4)).toBe(
      "-A X -s 192.0.2.1/32 -i eth0 -p tcp -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT",
    );
  });

  it("joins neighbouring options of one extension, and repeats it for an option given twice", () => {
    const ports = (side: "source" | "destination", first: number): Match => ({
      kind: "ports",
      module: "tcp",
      side,
      ranges: [{ first, last: first }],
    });
    expect(renderRule(rule([tcp, ports("source", 1), ports("destination", 2)]), "X", 4)).toBe(
      "-A X -p tcp -m tcp --sport 1 --dport 2 -j ACCEPT",
    );
    const several: Match = {
      kind: "ports",
      module: "multiport",
      side: "destination",
      ranges: [
        { first: 80, last: 80 },
        { first: 1000, last: 2000 },
      ],
    };
    expect(renderRule(rule([tcp, several, { ...several, negated: true }]), "X", 4)).toBe(
      "-A X -p tcp -m multiport --dports 80,1000:2000 -m multiport ! --dports 80,1000:2000 -j ACCEPT",
    );
  });

  it("prints nothing for what holds everybody, and keeps its negation", () => {
    expect(renderRule(rule([source("0.0.0.0/0")]), "X", 4)).toBe("-A X -j ACCEPT");
    expect(renderRule(rule([source("0.0.0.0/0", true)]), "X", 4)).toBe("-A X ! -s 0.0.0.0/0 -j ACCEPT");
  });

  it.each<[Match, 4 | 6, string]>([
    [{ kind: "icmp-type", type: 3, code: 4 }, 4, "-m icmp --icmp-type 3/4"],
    [{ kind: "icmp-type", type: 255, code: null }, 4, "-m icmp --icmp-type any"],
    [{ kind: "icmp-type", type: 135, code: null }, 6, "-m icmp6 --icmpv6-type 135"],
    [{ kind: "hop-limit", op: "eq", value: 255 }, 6, "-m hl --hl-eq 255"],
    [{ kind: "hop-limit", op: "lt", value: 5 }, 4, "-m ttl --ttl-lt 5"],
    [{ kind: "limit", count: 10, per: "minute", burst: 5 }, 4, "-m limit --limit 10/min"],
    [{ kind: "limit", count: 1, per: "hour", burst: 7 }, 4, "-m limit --limit 1/hour --limit-burst 7"],
    [
      { kind: "source-limit", name: "sk-a", above: true, count: 5, per: "second", burst: 5 },
      4,
      "-m hashlimit --hashlimit-above 5/sec --hashlimit-burst 5 --hashlimit-mode srcip --hashlimit-name sk-a",
    ],
    [
      { kind: "source-limit", name: "sk-a", shared: true, above: false, count: 5, per: "second", burst: 5 },
      4,
      "-m hashlimit --hashlimit-upto 5/sec --hashlimit-burst 5 --hashlimit-name sk-a",
    ],
    [
      { kind: "connection-limit", above: 3, mask: 32, negated: true },
      4,
      "-m connlimit --connlimit-upto 3 --connlimit-mask 32 --connlimit-saddr",
    ],
    [{ kind: "owner-user", first: 1000, last: 1010 }, 4, "-m owner --uid-owner 1000-1010"],
    [{ kind: "ct-direction", direction: "REPLY" }, 4, "-m conntrack --ctdir REPLY"],
    [{ kind: "ct-helper", name: "ftp" }, 4, "-m helper --helper ftp"],
    [
      { kind: "tcp-flags", mask: ["FIN", "SYN"], set: [], negated: true },
      4,
      "-m tcp ! --tcp-flags FIN,SYN NONE",
    ],
    [{ kind: "address-type", side: "destination", type: "BROADCAST" }, 4, "-m addrtype --dst-type BROADCAST"],
    [{ kind: "opaque", text: '-m string --string "a b" --algo bm' }, 4, '-m string --string "a b" --algo bm'],
    [{ kind: "comment", text: "it's" }, 4, '-m comment --comment "it\\\'s"'],
  ])("writes %o in IPv%i", (match, family, text) => {
    expect(renderRule(rule([match]), "X", family)).toBe(`-A X ${text} -j ACCEPT`);
  });

  it.each<[Target, string]>([
    [{ kind: "log", prefix: "a b: ", level: null, uid: true }, ' -j LOG --log-prefix "a b: " --log-uid'],
    [{ kind: "log", prefix: "", level: 6, uid: false }, " -j LOG --log-level 6"],
    [{ kind: "nflog", prefix: "x", group: 5 }, " -j NFLOG --nflog-prefix x --nflog-group 5"],
    [{ kind: "reject", with: "tcp-reset" }, " -j REJECT --reject-with tcp-reset"],
    [{ kind: "goto", chain: "Y" }, " -g Y"],
    [{ kind: "notrack" }, " -j CT --notrack"],
    [{ kind: "none" }, ""],
    [{ kind: "opaque", text: "-j DNAT --to-destination 192.0.2.1" }, " -j DNAT --to-destination 192.0.2.1"],
  ])("writes the target %o", (target, text) => {
    expect(renderRule(rule([], target), "X", 4)).toBe(`-A X${text}`);
  });
});

describe("a rule as a shell command", () => {
  it("quotes the operator's words, and words kept from a saved rule, anew for the shell", () => {
    const matches: Match[] = [
      { kind: "comment", text: "$(reboot) 'x'" },
      { kind: "opaque", text: '-m string --string "a;b"' },
    ];
    expect(renderCommand(rule(matches), "INPUT", 6)).toBe(
      "ip6tables -A INPUT -m comment --comment '$(reboot) '\\''x'\\''' -m string --string 'a;b' -j ACCEPT",
    );
  });
});
