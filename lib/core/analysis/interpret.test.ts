import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import type { Family } from "@/lib/core/net/family";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import { type InterpretOptions, interpret } from "./interpret";

function ask(rules: readonly string[], question: string, family: Family = 4, options: InterpretOptions = {}) {
  const ruleset = parseSave(["*filter", ...rules, "COMMIT"].join("\n"), family);
  const packet = parsePacket(question, family);
  if (!ruleset.ok || !packet.ok) throw new Error(JSON.stringify([ruleset.problems, packet.problems]));
  return interpret(ruleset.value, packet.value, options);
}

const drop = [":INPUT DROP [0:0]", ":FORWARD DROP [0:0]", ":OUTPUT DROP [0:0]"];
const web = "chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.1 proto=tcp sport=40000 dport=443";

/** One rule in a chain that drops the rest: does the packet match it? */
function matched(rule: string, question: string, family: Family = 4): boolean | "unknown" {
  const chain = /chain=(\S+)/.exec(question)?.[1];
  const { verdict } = ask([...drop, `-A ${chain} ${rule} -j ACCEPT`], question, family);
  return verdict === "cannot-tell" ? "unknown" : verdict === "accept";
}

describe("each match kind", () => {
  it.each<[string, string, boolean | "unknown"]>([
    ["-s 203.0.113.0/24", web, true],
    ["-s 203.0.113.10/31", web, false],
    ["! -s 203.0.113.0/24", web, false],
    ["-d 192.0.2.1", web, true],
    ["-s 203.0.113.9", "chain=INPUT proto=tcp", "unknown"],
    ["! -s 0.0.0.0/0", web, false],
    ["-m iprange --src-range 203.0.113.8-203.0.113.9", web, true],
    ["-m iprange ! --dst-range 192.0.2.1-192.0.2.4", web, false],
    ["-i eth0", web, true],
    ["-i eth+", web, true],
    ["-i eth", web, false],
    ["! -i lo", web, true],
    ["-i lo", "chain=INPUT proto=tcp", "unknown"],
    ["-m rt --rt-type 0", web, false],
    ["-m rt ! --rt-type 0", web, false],
    ["-m frag --fragmore", web, false],
    ["-m set --match-set bad src", web, "unknown"],
    ["-m set --match-set bad src -p tcp --dport 80", web, false],
    ["-p tcp -m quux --frob 3 --dport 443 --syn", web, "unknown"],
    ["! -o eth0", web, true],
    ["-p tcp", web, true],
    ["! -p tcp", web, false],
    ["-p udp", "chain=INPUT in=eth0", "unknown"],
    ["-p tcp --dport 443", web, true],
    ["-p tcp --dport 444:500", web, false],
    ["-p tcp ! --dport 443", web, false],
    ["-p tcp --sport 1024:", web, true],
    ["-p tcp --sport 1024:65535", "chain=INPUT proto=tcp sport=1024-65535 dport=80", true],
    ["-p tcp --sport 2000:65535", "chain=INPUT proto=tcp sport=1024-65535 dport=80", "unknown"],
    ["-p tcp -m multiport --sports 1024:2000,2001:65535", "chain=INPUT proto=tcp sport=1024-65535", true],
    ["-p udp --dport 443", web, false],
    ["-p tcp -m multiport --dports 22,440:450", web, true],
    ["-p tcp -m multiport ! --ports 22,40000", web, false],
    ["-p tcp --syn", web, true],
    ["-p tcp ! --syn", web, false],
    ["-p tcp --syn", `${web} flags=SYN,ACK`, false],
    ["-p tcp --tcp-flags ALL NONE", `${web} flags=NONE`, true],
    ["-p icmp --icmp-type 8", "chain=INPUT icmp=8/0", true],
    ["-p icmp --icmp-type 3/4", "chain=INPUT icmp=3/1", false],
    ["-p icmp ! --icmp-type 8", "chain=INPUT icmp=3/1", true],
    ["-p icmp --icmp-type any", "chain=INPUT proto=icmp", true],
    ["-p icmp --icmp-type 8", "chain=INPUT proto=icmp", "unknown"],
    ["-m state --state NEW", web, true],
    ["-m conntrack ! --ctstate NEW", web, false],
    ["-m conntrack --ctstate RELATED,ESTABLISHED", `${web} state=ESTABLISHED`, true],
    ["-m conntrack --ctstate DNAT", web, "unknown"],
    ["-m conntrack --ctstate DNAT", `${web} state=INVALID`, false],
    ["-m conntrack --ctdir ORIGINAL", web, true],
    ["-m conntrack --ctdir REPLY", web, false],
    ["-m conntrack --ctdir REPLY", `${web} state=ESTABLISHED ctdir=REPLY`, true],
    ["-m conntrack --ctdir REPLY", `${web} state=ESTABLISHED`, "unknown"],
    ["-m conntrack --ctdir REPLY", `${web} state=RELATED`, "unknown"],
    ["-m conntrack --ctdir ORIGINAL", `${web} state=INVALID`, false],
    ["-m conntrack --ctstate INVALID --ctdir REPLY", `${web} state=INVALID`, true],
    ["-m conntrack --ctstate INVALID -m conntrack --ctdir REPLY", `${web} state=INVALID`, false],
    ["-m conntrack --ctorigdstport 443", web, "unknown"],
    ["-m conntrack --ctorigdstport 443", `${web} origdport=443`, true],
    ["-m helper --helper ftp", web, false],
    ["-m helper --helper ftp", `${web} state=RELATED`, "unknown"],
    ["-m ttl --ttl-lt 10", `${web} hoplimit=9`, true],
    ["-m ttl --ttl-gt 10", `${web} hoplimit=9`, false],
    ["-m ttl --ttl-eq 10", web, "unknown"],
    ["-m addrtype --dst-type LOCAL", web, true],
    ["-m addrtype --dst-type LOCAL", "chain=INPUT dst=192.0.2.255", "unknown"],
    ["-m addrtype --dst-type BROADCAST", "chain=INPUT dst=255.255.255.255", true],
    ["-m addrtype ! --dst-type MULTICAST,BROADCAST", "chain=INPUT dst=224.0.0.1", false],
    ["-m addrtype --dst-type LOCAL", "chain=FORWARD dst=192.0.2.9", false],
    ["-m owner --uid-owner 33", "chain=OUTPUT user=33", true],
    ["-m owner --uid-owner 33-40", "chain=OUTPUT user=41", false],
    ["-m owner --uid-owner 33", "chain=OUTPUT user=none", false],
    ["-m owner --uid-owner 33", "chain=OUTPUT", "unknown"],
    ["-m limit --limit 5/min", web, "unknown"],
    ["-m connlimit --connlimit-above 5", web, false],
    ["-m connlimit --connlimit-upto 5", web, true],
    ["-m hashlimit --hashlimit-upto 5/sec --hashlimit-mode srcip --hashlimit-name x", web, true],
    ["-m hashlimit --hashlimit-above 5/sec --hashlimit-mode srcip --hashlimit-name x", web, false],
    ["-m hashlimit --hashlimit-above 5/sec --hashlimit-name x", web, "unknown"],
    ["-m comment --comment anything", web, true],
    ["-m mac --mac-source 00:11:22:33:44:55", web, "unknown"],
    ["-p udp -m recent --update --name X", web, false],
    ["-f", web, false],
  ])("%s for %s: %s", (rule, question, expected) => {
    expect(matched(rule, question)).toBe(expected);
  });

  it.each<[string, string, boolean | "unknown"]>([
    ["-s 2001:db8::/32", "chain=INPUT src=2001:db8::9", true],
    ["-p icmpv6 --icmpv6-type 135 -m hl --hl-eq 255", "chain=INPUT proto=icmpv6 icmp=135/0", true],
    ["-m state --state NEW", "chain=INPUT proto=icmpv6 icmp=135/0", false],
    ["-m conntrack --ctstate UNTRACKED", "chain=INPUT proto=icmpv6 icmp=136/0", true],
    ["-m conntrack --ctstate INVALID", "chain=INPUT proto=icmpv6 icmp=136/0", false],
    ["-m hl --hl-lt 255", "chain=INPUT src=fe80::1 proto=udp hoplimit=64", true],
  ])("in IPv6, %s for %s: %s", (rule, question, expected) => {
    expect(matched(rule, question, 6)).toBe(expected);
  });
});

describe("the way through the chains", () => {
  const rules = [
    ":INPUT ACCEPT [0:0]",
    ":A - [0:0]",
    ":B - [0:0]",
    "-A INPUT -i lo -j ACCEPT",
    "-A INPUT -p tcp -j A",
    "-A INPUT -p udp -g B",
    "-A INPUT -s 203.0.113.0/24 -j REJECT",
    "-A A -p tcp --dport 80 -j RETURN",
    "-A A -p tcp --dport 25 -g B",
    "-A A -p tcp --dport 22 -j DROP",
    "-A A -p tcp --dport 443 -j LOG",
    "-A B -s 203.0.113.9 -p tcp -j RETURN",
    "-A B -p udp --dport 53 -j DROP",
  ];
  it.each([
    ["dport=22 proto=tcp", "drop", "-A A -p tcp --dport 22 -j DROP"],
    ["dport=80 proto=tcp", "reject", "-A INPUT -s 203.0.113.0/24 -j REJECT"],
    // goto from A: the return in B leads to where A was called from.
    ["dport=25 proto=tcp", "reject", "-A INPUT -s 203.0.113.0/24 -j REJECT"],
    ["dport=443 proto=tcp", "reject", "-A INPUT -s 203.0.113.0/24 -j REJECT"],
    ["dport=53 proto=udp", "drop", "-A B -p udp --dport 53 -j DROP"],
    // goto from INPUT: the end of B is the end of INPUT.
    ["dport=54 proto=udp", "accept", null],
    ["proto=icmp", "reject", "-A INPUT -s 203.0.113.0/24 -j REJECT"],
  ])("%s: %s by %s", (question, verdict, rule) => {
    const answer = ask(rules, `chain=INPUT in=eth0 src=203.0.113.9 ${question}`);
    expect(answer.verdict).toBe(verdict);
    expect(answer.rule?.text ?? null).toBe(rule);
  });

  it("tells each step, and why", () => {
    const { trace } = ask(rules, "chain=INPUT in=eth0 src=203.0.113.9 proto=tcp dport=22");
    expect(trace).toMatchObject([
      { chain: "INPUT", index: 0, line: 5, matched: "no", because: "fails: -i lo", conditions: ["-i lo"] },
      { chain: "INPUT", index: 1, line: 6, matched: "yes" },
      { chain: "A", index: 0, matched: "no", because: "fails: -m tcp --dport 80" },
      { chain: "A", index: 1, matched: "no" },
      { chain: "A", index: 2, matched: "yes" },
    ]);
  });

  it.each([
    [[":INPUT ACCEPT [0:0]", "-A INPUT -j GONE"], "chain GONE is not in the text"],
    [[":INPUT ACCEPT [0:0]", ":A - [0:0]", "-A INPUT -j A", "-A A -g A"], "chain A leads back to itself"],
    [[":INPUT - [0:0]"], "the chain policy of INPUT, which the text does not say"],
    [
      [":INPUT DROP [0:0]", "-A INPUT -j NFQUEUE --queue-num 1"],
      "what -j NFQUEUE --queue-num 1 does with the packet",
    ],
  ])("says when it cannot tell: %j", (text, why) => {
    const answer = ask(text, web);
    expect(answer.verdict).toBe("cannot-tell");
    expect(answer.dependsOn.map((dependency) => dependency.text)).toEqual([why]);
  });

  it("does not answer for the other family", () => {
    expect(ask(drop, "chain=INPUT src=2001:db8::1").verdict).toBe("cannot-tell");
  });
});

describe("what is not known", () => {
  it("does not matter when the fate is the same either way", () => {
    const answer = ask(
      [...drop, "-A INPUT -m mac --mac-source 00:11:22:33:44:55 -j DROP", "-A INPUT -j DROP"],
      web,
    );
    expect(answer).toMatchObject({ verdict: "drop", dependsOn: [] });
  });

  it("names the one condition on which the answer hangs", () => {
    const answer = ask(
      [
        ...drop,
        "-A INPUT -m set --match-set nobody src -j DROP",
        "-A INPUT -p tcp --dport 22 -m limit --limit 3/min -j ACCEPT",
      ],
      "chain=INPUT src=203.0.113.9 proto=tcp dport=22",
    );
    expect(answer.verdict).toBe("cannot-tell");
    expect(answer.dependsOn).toMatchObject([
      { kind: "rate", text: "-m limit --limit 3/min", rule: { chain: "INPUT", index: 1 } },
      { kind: "opaque", text: "-m set --match-set nobody src", rule: { chain: "INPUT", index: 0 } },
    ]);
    expect(answer.rule?.text).toContain("--limit");
  });

  it("gives equal questions equal answers", () => {
    const twice = [
      "-A INPUT -m set --match-set a src -j ACCEPT",
      "-A INPUT -m set ! --match-set a src -j DROP",
    ];
    expect(ask([...drop, ...twice], web).verdict).toBe("cannot-tell");
    const directions = ["ORIGINAL", "REPLY"].map((way) => `-A INPUT -m conntrack --ctdir ${way} -j ACCEPT`);
    expect(ask([...drop, ...directions], `${web} state=ESTABLISHED`).verdict).toBe("accept");
    const unsaid = ["-A INPUT -i lo -j ACCEPT", "-A INPUT ! -i lo -j ACCEPT"];
    expect(ask([...drop, ...unsaid], "chain=INPUT proto=tcp").verdict).toBe("accept");
  });

  it("asks every rate anew, even in equal words", () => {
    const twice = Array(2).fill("-A INPUT -m limit --limit 3/min -j ACCEPT");
    expect(ask([...drop, ...twice], web).dependsOn).toHaveLength(2);
  });

  it("takes a source to be within its own rates unless told otherwise, and says so", () => {
    const limited = [
      ...drop,
      "-A INPUT -p tcp -m hashlimit --hashlimit-above 60/sec --hashlimit-mode srcip --hashlimit-name x -j DROP",
      "-A INPUT -p tcp --dport 443 -j ACCEPT",
    ];
    expect(ask(limited, web)).toMatchObject({
      verdict: "accept",
      dependsOn: [],
      assumes: [{ kind: "rate", rule: { index: 0 } }],
    });
    expect(ask(limited, web, 4, { rates: "open" })).toMatchObject({ verdict: "cannot-tell", assumes: [] });
    const shared = [...drop, "-A INPUT -m limit --limit 1/sec -j ACCEPT"];
    expect(ask(shared, web, 4, { rates: "within" }).verdict).toBe("accept");
  });

  it("ends in time, however many conditions are open", () => {
    const many = Array.from({ length: 60 }, (_, i) => `-A INPUT -m mark --mark ${i} -j MORE`);
    const answer = ask(
      [...drop, ":MORE - [0:0]", "-A MORE -p udp -j DROP", ...many, "-A INPUT -j ACCEPT"],
      web,
    );
    expect(answer.verdict).toBe("cannot-tell");
  });
});

describe("chains that jump to each other over and over", () => {
  /** `levels` chains of which each jumps three times to the next: 3^levels ways, which iptables loads at once. */
  const nested = (levels: number) => [
    ...drop,
    ...Array.from({ length: levels }, (_, at) => `:D${at} - [0:0]`),
    "-A INPUT -j D0",
    ...Array.from({ length: levels - 1 }, (_, at) => `-A D${at} -j D${at + 1}\n`.repeat(3).trim()),
    "-A INPUT -j ACCEPT",
  ];

  it("are followed as far as anybody can read, and then it cannot be told", () => {
    expect(ask(nested(5), web)).toMatchObject({ verdict: "accept", dependsOn: [] });
    const far = ask(nested(40), web);
    expect(far.verdict).toBe("cannot-tell");
    expect(far.dependsOn.map(({ text }) => text)).toEqual(["more jumps between chains than can be followed"]);
    expect(far.trace.length).toBeLessThan(20_000);
  });
});

describe("text that holds our own chains alone", () => {
  const ours = [
    ":SEKISHO-IN - [0:0]",
    ":SEKISHO-OUT - [0:0]",
    "-A SEKISHO-IN -p tcp --dport 443 -j ACCEPT",
    "-A SEKISHO-IN -p udp -j RETURN",
    "-A SEKISHO-IN -j DROP",
  ];
  it("begins there and says so", () => {
    const answer = ask(ours, web);
    expect(answer).toMatchObject({ verdict: "accept", rule: { chain: "SEKISHO-IN", line: 4 } });
    expect(answer.trace[0]).toMatchObject({ kind: "note", chain: "SEKISHO-IN" });
  });

  it("cannot tell what the host's own rules say of a packet that falls through", () => {
    const answer = ask(ours, "chain=INPUT proto=udp dport=53");
    expect(answer).toMatchObject({ verdict: "cannot-tell", dependsOn: [{ kind: "host-rules" }] });
  });
});
