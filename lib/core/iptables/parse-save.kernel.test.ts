import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Family } from "@/lib/core/net/family";
import { parseSave } from "./parse-save";
import { renderRestore } from "./render-restore";

/** Rules as people write them: every modelled match and target, and some that are kept as text. */
const both = [
  "-i eth+ ! -o lo -p tcp --sport 1024: ! --dport 22 -j ACCEPT",
  "-p tcp --syn -m limit --limit 120/min --limit-burst 9 -j LOG --log-prefix 'a \"b\" \\ ' --log-level debug --log-uid",
  "-p tcp --tcp-flags ALL NONE -j DROP",
  "-p udp -m multiport ! --ports 1,2:4,70 -j RETURN",
  "-p tcp -m multiport --sports 1,2 -m multiport --dports 3:9",
  "-m state --state ESTABLISHED,NEW -j U1",
  "-m conntrack ! --ctstate NEW,UNTRACKED -m conntrack --ctdir REPLY -g U1",
  "-p tcp -m conntrack --ctstate NEW --ctdir ORIGINAL --ctorigdstport 80:90 -j ACCEPT",
  '-m helper --helper ftp -m comment --comment "it\'s" -j ACCEPT',
  "-m hashlimit --hashlimit-name one --hashlimit-upto 5/min --hashlimit-mode srcip -j ACCEPT",
  "-m hashlimit --hashlimit-name two --hashlimit-above 10/sec --hashlimit-burst 7 -j DROP",
  "-p tcp -m connlimit --connlimit-above 5 -j REJECT --reject-with tcp-reset",
  "-m connlimit --connlimit-upto 5 --connlimit-mask 24 -j REJECT",
  "-m addrtype --dst-type LOCAL,MULTICAST ! --src-type LOCAL",
  "-j NFLOG --nflog-prefix k --nflog-group 3",
  "-m mac --mac-source 00:11:22:33:44:55 -j DROP",
  "-m recent --update --seconds 60 --hitcount 4 --name SSH -j DROP",
  "-m mark ! --mark 0x1/0xff -m pkttype --pkt-type broadcast -j DROP",
  "-p tcp -m string --string -j --algo bm -j DROP",
  "-m statistic --mode random --probability 0.25 -j DROP",
  "-p esp -j ACCEPT",
  "",
];
const only: Readonly<Record<Family, readonly string[]>> = {
  4: [
    "-s 10.1.2.3/8 ! -d 192.0.2.1 -j DROP",
    "-m iprange --src-range 192.0.2.3-192.0.2.9 ! --dst-range 192.0.2.3-192.0.2.3 -j DROP",
    "-p icmp --icmp-type fragmentation-needed -j ACCEPT",
    "-p icmp ! --icmp-type 8 -j ACCEPT",
    "-p icmp --icmp-type any -j REJECT --reject-with host-prohib",
    "-m ttl --ttl-lt 5 -j DROP",
    "-f -j DROP",
  ],
  6: [
    "-s 2001:db8::9/32 ! -d fe80::1 -j DROP",
    "-m iprange --src-range 2001:db8::3-2001:db8::9 -j DROP",
    "-p icmpv6 --icmpv6-type router-advertisement -m hl --hl-eq 255 -j ACCEPT",
    "-p icmpv6 --icmpv6-type 1/4 -j REJECT --reject-with adm-prohibited",
    "-m hl --hl-gt 5 -j DROP",
  ],
};
const outward = ["-m owner --uid-owner 1000-1010 -j ACCEPT", "-m owner ! --uid-owner root -j REJECT"];

const bare = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => line.replace(/^\[\d+:\d+\] /, "").replace(/ \[\d+:\d+\]$/, " [0:0]"));

describe.each([4, 6] as const)("what the kernel prints of every modelled kind, IPv%i", (family) => {
  it.each(["nft", "legacy"])("is read, and rendered to the same text (%s)", (backend) => {
    const program = `${family === 4 ? "iptables" : "ip6tables"}-${backend}`;
    // The legacy programs print the tables in the order in which they were first used.
    const save = `${program}-save -c -t raw; ${program}-save -c -t filter`;
    const commands = [
      `${program} -N U1`,
      ...[...both, ...only[family]].map((rule) => `${program} -A U1 ${rule.replace(/-([jg]) U1/, "-$1 U2")}`),
      ...outward.map((rule) => `${program} -A OUTPUT ${rule}`),
      `${program} -t raw -A PREROUTING -p tcp --dport 21 -j CT --helper ftp`,
      `${program} -t raw -A PREROUTING -p udp -j NOTRACK`,
      save,
    ];
    const script = ["set -e", `${program} -N U2`, ...commands].join("\n");
    const run = spawnSync("unshare", ["-n", "sh", "-c", script], { encoding: "utf8" });
    expect(run.stderr.replace(/# Warning.*\n?/g, "")).toBe("");
    const parsed = parseSave(run.stdout, family);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
    expect(bare(renderRestore(parsed.value))).toEqual(bare(run.stdout));
    // And the rendered text loads, and is printed the same again.
    const again = spawnSync("unshare", ["-n", "sh", "-c", `${program}-restore && ${save}`], {
      input: renderRestore(parsed.value),
      encoding: "utf8",
    });
    expect(bare(again.stdout)).toEqual(bare(run.stdout));
  });
});
