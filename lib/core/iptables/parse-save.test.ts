import { describe, expect, it } from "vitest";
import type { Family } from "@/lib/core/net/family";
import { parseRules } from "./parse-rules";
import { parseLive, parseSave } from "./parse-save";
import { renderRestore } from "./render-restore";

function parse(text: string, family: Family = 4) {
  const result = parseSave(text, family);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.text).join("; "));
  return result.value;
}

const filter = (...rules: string[]) => ["*filter", ":INPUT ACCEPT [0:0]", ...rules, "COMMIT", ""].join("\n");

/** The first rule of INPUT, parsed and rendered again. */
function again(rule: string, family: Family = 4): string {
  return (
    renderRestore(parse(filter(`-A INPUT ${rule}`), family))
      .split("\n")[2]
      ?.slice("-A INPUT ".length) ?? ""
  );
}

function kinds(rule: string, family: Family = 4): string[] {
  const rules = parse(filter(`-A INPUT ${rule}`), family).tables[0]?.chains[0]?.rules ?? [];
  return rules.flatMap(({ matches, target }) => [...matches.map(({ kind }) => kind), target.kind]);
}

describe("what iptables-save prints", () => {
  it.each([
    "-s 192.0.2.0/24 -d 198.51.100.7/32 -i eth0 -p tcp -m tcp --sport 1024:65535 --dport 443 -j ACCEPT",
    "! -s 10.0.0.0/8 ! -i lo ! -p udp -j DROP",
    "-p tcp -m tcp ! --tcp-flags FIN,SYN,RST,ACK SYN -j DROP",
    "-p tcp -m tcp --tcp-flags FIN,SYN,RST,PSH,ACK,URG NONE -j DROP",
    "-p tcp -m multiport --dports 22,80,8000:8080 -j ACCEPT",
    "-p udp -m multiport ! --ports 1,2:4",
    "-p icmp -m icmp --icmp-type 8 -j ACCEPT",
    "-p icmp -m icmp --icmp-type 3/4 -j ACCEPT",
    "-p icmp -m icmp --icmp-type any -j ACCEPT",
    "-m state --state RELATED,ESTABLISHED -j ACCEPT",
    "-m conntrack --ctstate RELATED,ESTABLISHED --ctdir REPLY -j ACCEPT",
    "-m conntrack ! --ctstate NEW -j DROP",
    "-p tcp -m conntrack --ctorigdstport 80:90 -j RETURN",
    "-m helper --helper ftp -j ACCEPT",
    '-m limit --limit 3/hour --limit-burst 7 -j LOG --log-prefix "a \\"b\\" " --log-level 7 --log-uid',
    "-m hashlimit --hashlimit-above 10/sec --hashlimit-burst 7 --hashlimit-mode srcip --hashlimit-name y -j DROP",
    "-m connlimit --connlimit-above 5 --connlimit-mask 32 --connlimit-saddr -j REJECT --reject-with icmp-port-unreachable",
    "-m connlimit --connlimit-upto 5 --connlimit-mask 24 --connlimit-saddr -j ACCEPT",
    "-m addrtype --dst-type LOCAL -j DOCKER",
    "-m ttl --ttl-lt 5 -m iprange --src-range 192.0.2.3-192.0.2.9 -j NFLOG --nflog-prefix k --nflog-group 3",
    '-m owner --uid-owner 5-10 -m comment --comment "it\\\'s \\\\ me" -g OTHER',
    "-m set --match-set banned src -j DROP",
    '-p tcp -m string --string "-j" --algo bm -j DROP',
    "-m recent --update --seconds 60 --hitcount 4 --name SSH --mask 255.255.255.255 --rsource -j DROP",
    "-f -j DROP",
    "-p tcp -m tcp --dport 25 -j DNAT --to-destination 192.0.2.1:25",
    "-j TCPMSS --clamp-mss-to-pmtu",
    "-m ttl --ttl-eq 9 -m ttl --ttl-gt 3 -j DROP",
    "-p tcp -m tcp --dport 1 -m tcp --sport 2 -j DROP",
    "-m set ! --match-set banned src,dst --return-nomatch ! --update-counters -j DROP",
    "",
  ])("is read and rendered the same: %s", (rule) => {
    expect(again(rule)).toBe(rule);
  });

  it.each([
    "-s 2001:db8::/32 -p ipv6-icmp -m icmp6 --icmpv6-type 135 -m hl --hl-eq 255 -j ACCEPT",
    "-p udp -m udp --dport 546 -j REJECT --reject-with icmp6-port-unreachable",
    "-m connlimit --connlimit-above 5 --connlimit-mask 128 --connlimit-saddr -j DROP",
  ])("is read and rendered the same in IPv6: %s", (rule) => {
    expect(again(rule, 6)).toBe(rule);
  });

  it("keeps line, text and counters of each rule, and every table", () => {
    const text = `# made by hand\n*raw\n:PREROUTING ACCEPT [1:2]\nCOMMIT\n${filter("[7:420] -A INPUT -j DROP")}`;
    const ruleset = parse(text);
    expect(ruleset.tables.map(({ name }) => name)).toEqual(["raw", "filter"]);
    expect(ruleset.tables[1]?.chains[0]?.rules[0]).toMatchObject({
      line: 7,
      text: "-A INPUT -j DROP",
      counters: { packets: 7n, bytes: 420n },
    });
  });
});

describe("what people paste", () => {
  it.each([
    ["-p tcp --dport ssh -j ACCEPT", "-p tcp -m tcp --dport 22 -j ACCEPT"],
    ["-j ACCEPT -p tcp --dport 80", "-p tcp -m tcp --dport 80 -j ACCEPT"],
    ["-s ! 10.1.2.3/8 -j DROP", "! -s 10.0.0.0/8 -j DROP"],
    [
      "-p tcp --syn -m state --state NEW -j DROP",
      "-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN -m state --state NEW -j DROP",
    ],
    ["-p tcp --dport ! 80 -j DROP", "-p tcp -m tcp ! --dport 80 -j DROP"],
    ["--protocol tcp --destination-port=80 --jump ACCEPT", "-p tcp -m tcp --dport 80 -j ACCEPT"],
    ["-s 10/8 -d 192.0.2.0/255.255.255.0 -j DROP", "-s 10.0.0.0/8 -d 192.0.2.0/24 -j DROP"],
    ["-s 0.0.0.0/0 -j REJECT", "-j REJECT --reject-with icmp-port-unreachable"],
    [
      "-p icmp --icmp-type echo-request -m limit --limit 1/s -j ACCEPT",
      "-p icmp -m icmp --icmp-type 8 -m limit --limit 1/sec -j ACCEPT",
    ],
    [
      "-p all -m conntrack --ctstate established,related -j ACCEPT",
      "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
    ],
    ["-m comment --comment plain -j LOG --log-level warning", "-m comment --comment plain -j LOG"],
    ["-p tcp --dpo 80 --jum ACCEPT", "-p tcp -m tcp --dport 80 -j ACCEPT"],
    ["-p tcp -j DNAT --to 192.0.2.1:80", "-p tcp -j DNAT --to-destination 192.0.2.1:80"],
    ["-p tcp -m multiport --dport 80,443", "-p tcp -m multiport --dports 80,443"],
    [
      "-p tcp -m multiport --sports 1,2 -m multiport --dports 3,4",
      "-p tcp -m multiport --sports 1,2 -m multiport --dports 3,4",
    ],
    [
      "-m recent --update --seconds 9",
      "-m recent --update --seconds 9 --name DEFAULT --mask 255.255.255.255 --rsource",
    ],
    [
      "-m connlimit --connlimit-above 3",
      "-m connlimit --connlimit-above 3 --connlimit-mask 32 --connlimit-saddr",
    ],
    [
      "-m time --timestart 8:00",
      "-m time --timestart 08:00:00 --timestop 23:59:59 --datestop 2038-01-19T03:14:07",
    ],
    ["-j MARK --set-mark 5", "-j MARK --set-xmark 0x5/0xffffffff"],
    ["-m owner --uid-owner root", "-m owner --uid-owner 0"],
    ["-s example.com -d 192.0.2.1 -j DROP", "-s example.com -d 192.0.2.1/32 -j DROP"],
    ["-p tcp --dport gopher -j DROP", "-p tcp -m tcp --dport gopher -j DROP"],
    [
      "-p tcp -m tcp --dport 1 -s 192.0.2.1 -m tcp --sport 2",
      "-s 192.0.2.1/32 -p tcp -m tcp --dport 1 -m tcp --sport 2",
    ],
    ["-m set --set banned src -j DROP", "-m set --match-set banned src -j DROP"],
    ["-m comment --comment ! -j DROP", '-m comment --comment "!" -j DROP'],
  ])("%s", (pasted, saved) => {
    expect(again(pasted)).toBe(saved);
  });

  it("makes one rule of each address in a list", () => {
    expect(again("-s 192.0.2.1,192.0.2.9 -j DROP")).toBe("-s 192.0.2.1/32 -j DROP");
    expect(kinds("-s 192.0.2.1,192.0.2.9 -d 10.0.0.0/8,10.1.0.1 -j DROP")).toHaveLength(12);
  });

  it("takes what a file for iptables-restore may hold besides rules", () => {
    const text = [
      "*filter",
      "-N GUARD",
      "-P INPUT DROP",
      "-A INPUT -j LATE",
      "-F INPUT",
      "-A INPUT -j GUARD",
      "-I INPUT -i lo -j ACCEPT",
      "-I INPUT 2 -j LATE",
      "-N LATE",
      "COMMIT",
    ].join("\n");
    const [chains] = parse(text).tables.map((table) => table.chains);
    expect(chains?.map(({ name, policy }) => [name, policy])).toEqual([
      ["GUARD", null],
      ["INPUT", "DROP"],
      ["LATE", null],
    ]);
    expect(chains?.[1]?.rules.map((rule) => rule.text)).toEqual([
      "-I INPUT -i lo -j ACCEPT",
      "-I INPUT 2 -j LATE",
      "-A INPUT -j GUARD",
    ]);
  });

  it("warns of a host name, with its place: it is looked up once, when the rules load", () => {
    const result = parseSave(filter("-A INPUT -s 192.0.2.1,example.com -j DROP"), 4);
    expect(result.ok).toBe(true);
    expect(result.problems).toMatchObject([
      { code: "host-name", severity: "warning", params: { line: 3, column: 23, name: "example.com" } },
    ]);
  });

  it("bears carriage returns, indentation, blanks at the end and late declarations", () => {
    const text = "  *filter\r\n -A INPUT -j LATE \r\n:INPUT DROP [0:0]\r\n:LATE - [0:0]\r\n\tCOMMIT \r\n";
    expect(parse(text).tables[0]?.chains).toMatchObject([
      {
        name: "INPUT",
        policy: "DROP",
        rules: [{ target: { kind: "jump", chain: "LATE" }, text: "-A INPUT -j LATE" }],
      },
      { name: "LATE", policy: null },
    ]);
  });

  it.each([
    ["-s example.com -j DROP", ["opaque", "drop"]],
    ["-p tcp -m tcp --dport 22 --tcp-new 5 -j ACCEPT", ["protocol", "opaque", "accept"]],
    ["-m conntrack --ctstate NEW --ctorigsrc 192.0.2.9/24 -j ACCEPT", ["opaque", "accept"]],
    ["-m owner --uid-owner www-data -j ACCEPT", ["opaque", "accept"]],
    ["-m policy --dir in --pol ipsec --proto esp -j ACCEPT", ["opaque", "accept"]],
    ["-m nobody --knows this -j ACCEPT", ["opaque", "accept"]],
    ["-m iprange --src-range 192.0.2.9-192.0.2.3 -j ACCEPT", ["opaque", "accept"]],
    ["-j NFQUEUE --queue-num 0", ["opaque"]],
  ])("keeps what is not modelled: %s", (rule, expected) => {
    expect(kinds(rule)).toEqual(expected);
  });

  it("warns of a missing COMMIT", () => {
    const result = parseSave("*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -j DROP\n", 4);
    expect(result.ok).toBe(true);
    expect(result.problems).toMatchObject([{ code: "missing-commit", severity: "warning" }]);
  });
});

describe("what a host has loaded", () => {
  it.each([
    ["-m pkttype --pkt-type newcast -j DROP", 32],
    ["-m mac --mac-source 00:11:22 -j DROP", 30],
    ["-j REJECT --reject-with icmp-brand-new", 34],
    ["-m limit --limit 5/sec --seconds 3 -j DROP", 33],
  ])("is never refused for what a newer iptables may say: %s", (rule, column) => {
    const text = filter(`-A INPUT ${rule}`, "-A INPUT -i lo -j ACCEPT");
    expect(parseSave(text, 4).ok).toBe(false);
    const live = parseLive(text, 4);
    expect(live.problems).toMatchObject([
      { code: "not-understood", severity: "warning", params: { line: 3, column } },
    ]);
    expect(live.ok && renderRestore(live.value)).toBe(text);
  });
});

describe("what is not iptables-save", () => {
  it.each([
    ["hello", 1, 1],
    ["-A INPUT -j DROP", 1, 1],
    ["*filter\n:INPUT MAYBE [0:0]", 2, 8],
    ["*filter\n  iptables -A INPUT -j DROP", 2, 3],
    [filter("-A INPUT -s 300.1.1.1 -j DROP"), 3, 13],
    [filter("-A INPUT -s 2001:db8::1 -j DROP"), 3, 13],
    [filter("-A INPUT -p tcp --dport 70000 -j DROP"), 3, 25],
    [filter("-A INPUT -p tcp --dport 90:80 -j DROP"), 3, 25],
    [filter("-A INPUT -p"), 3, 12],
    [filter("-A INPUT -j DROP -j ACCEPT"), 3, 18],
    [filter("-A INPUT -j REJECT --reject-with nonsense"), 3, 34],
    [filter('-A INPUT -m comment --comment "open -j DROP'), 3, 31],
    [filter("-A INPUT eth0 -j DROP"), 3, 10],
    [filter("-A INPUT ! -s 10.0.0.1,10.0.0.2 -j DROP"), 3, 15],
    [filter("-A INPUT -m state --state OLD -j DROP"), 3, 27],
    [filter("-A INPUT -jACCEPT"), 3, 10],
    [filter("-A INPUT -s <ip> -j DROP"), 3, 13],
    [filter('-A INPUT -i "a\\"b" -j DROP'), 3, 13],
    [filter("-A INPUT -s $OFFICE -j DROP"), 3, 13],
    [filter("-A INPUT --dport 22 -p tcp -j DROP"), 3, 10],
    [filter("-A INPUT -p tcp --dport 22 --dport 23 -j DROP"), 3, 28],
    [filter("-A INPUT -m conntrack ! --ctdir REPLY -j DROP"), 3, 25],
    [filter("-A INPUT -m mac -j DROP"), 3, 13],
    [filter("-A INPUT -m limit --limit 5/fortnight"), 3, 27],
    [filter("-A INPUT ! -p all -j DROP"), 3, 10],
    [filter("-A INPUT -j ACCEPT --to-destination 192.0.2.1"), 3, 20],
    [filter("-A INPUT -p tcp -j DNAT --to-destination 192.0.2.1:99999"), 3, 42],
    [filter("-A INPUT -m recent --reap --rcheck"), 3, 20],
    [filter("-A INPUT -m string --algo bm --hex-string |0d0|"), 3, 43],
    [filter("-A INPUT -m time --weekdays Someday"), 3, 29],
    [filter("-A INPUT -m pkttype --pkt-type wrong"), 3, 32],
    [filter("-I INPUT 3 -j DROP"), 3, 1],
    ["*filter\n-P INPUT MAYBE\nCOMMIT", 2, 1],
    ["*constructor\n:constructor - [0:0]\n-A INPUT -p constructor --valueOf\nCOMMIT", 3, 25],
    ["*filter\nCOMMIT\n*filter\nCOMMIT", 3, 1],
    ["COMMIT", 1, 1],
  ])("%j is answered with its place: line %i, column %i", (text, line, column) => {
    const result = parseSave(text, 4);
    expect(result.ok).toBe(false);
    expect(result.problems[0]).toMatchObject({ severity: "error", params: { line, column } });
  });

  it.each(["constructor", "toString", "__proto__", "valueOf"])(
    "a word that every object knows means nothing: %s",
    (word) => {
      const rules = [
        `-p tcp --dport ${word}`,
        `-p icmp --icmp-type ${word}`,
        `-m dscp --dscp-class ${word}`,
        `-m tos --tos ${word}`,
        `-j LOG --log-level ${word}`,
        `-j REJECT --reject-with ${word}`,
      ].map((rule) => parseSave(filter(`-A INPUT ${rule}`), 4));
      // Service and ICMP names may be the host's own, and are kept; the rest is refused.
      expect(rules.map(({ ok }) => ok)).toEqual([
        !word.startsWith("_"),
        !word.startsWith("_"),
        false,
        false,
        false,
        false,
      ]);
      expect(parseRules(`iptables -t ${word} -A X -j DROP`, 4).ok).toBe(/^[a-z]+$/.test(word));
    },
  );

  it("never throws, whatever is cut off or mixed up", () => {
    const text = filter(
      '-A INPUT ! -s 10.0.0.0/8 -p tcp -m tcp --dport 1:2 -m comment --comment "a b" -j LOG --log-prefix x',
    );
    for (let at = 0; at <= text.length; at++) {
      parseSave(text.slice(0, at), 4);
      parseSave(text.slice(at), 6);
      parseSave(`${text.slice(0, at)}!${text.slice(at + 1)}`, 4);
    }
  });

  it("reads ten thousand rules in linear time", () => {
    const rules = Array.from(
      { length: 10_000 },
      (_, i) => `-A INPUT -s 10.${i >> 8}.${i & 255}.0/24 -p tcp -m tcp --dport ${(i % 65000) + 1} -j ACCEPT`,
    );
    expect(parse(filter(...rules)).tables[0]?.chains[0]?.rules).toHaveLength(10_000);
  });
});
