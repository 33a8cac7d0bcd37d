import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import type { Family } from "@/lib/core/net/family";
import { normalise } from "./normalise";

/** Rules as people write them, by table: each kind of condition and target, in other words and another order than the kernel's. */
const both: Readonly<Record<string, readonly string[]>> = {
  filter: [
    "-p 6 --syn ! --dport 22 -i + -o eth0 -j LATER",
    "-m tcp -p tcp --tcp-flags ALL NONE --tcp-option 5 -j DROP",
    "-p tcp --tcp-flags NONE NONE --sport : -g LATER",
    "-p udp --dport domain --source-port 53 -j RETURN",
    "-p sctp -m sctp --dport 1:9",
    "-m conntrack --ctdir reply --ctstate related,ESTABLISHED ! --ctproto udp --ctstatus CONFIRMED,ASSURED,EXPECTED",
    "-m conntrack --ctexpire 5: ! --ctstatus none --ctrepldstport 80 --ctreplsrcport 1:2 --ctorigsrcport 3",
    "-m conntrack --ctstate NEW -m conntrack --ctdir ORIGINAL",
    "-m state ! --state new,NEW",
    "-m connmark ! --mark 7/0x3 -m mark --mark 010",
    "-m mac --mac-source A:b:0c:D:e:F",
    "-m connlimit --connlimit-daddr ! --connlimit-upto 5",
    "-m limit --limit-burst 9 -m limit --limit 60/minute",
    "-m hashlimit --hashlimit 60/min --hashlimit-name n1 --hashlimit-mode dstport,srcip --hashlimit-srcmask 24",
    "-m hashlimit --hashlimit-above 1500mb/s --hashlimit-name n2 --hashlimit-burst 2000mb",
    "-m hashlimit --hashlimit-upto 40/min --hashlimit-name n3 --hashlimit-rate-match --hashlimit-htable-size 64",
    "-m recent ! --rcheck --hitcount 3 --reap --seconds 60 --rdest --name a.b",
    '-m string --algo bm --string "a\\"b\\\\c" --to 100 --icase',
    "-m string --hex-string |0d0a|x --algo kmp --from 0x10",
    "-m time --weekdays Su,1 --timestart 8:00 ! --monthdays 31 --kerneltz",
    "-m time --timestart 23:00 --timestop 1:00 --contiguous --datestop 2030-02-31",
    "-m addrtype --dst-type multicast,local ! --src-type UNICAST",
    "-m addrtype --src-type LOCAL -m addrtype --dst-type LOCAL",
    "-m owner --gid-owner 5:6 --suppl-groups --socket-exists ! --uid-owner root",
    "-m comment --comment it's -j LOG --log-macdecode --log-level debug --log-prefix x --log-ip-options --log-uid",
    "-m helper ! --helper ftp -j NFLOG --nflog-threshold 9 --nflog-group 0 --nflog-size 5",
    "-p tcp -m multiport ! --destination-ports 22,80:90,https -j REJECT --reject-with tcp-reset",
    "-m statistic --mode random --probability 0.3 -m pkttype --pkt-type bcast -m dscp --dscp-class ef",
  ],
  mangle: [
    "-j MARK --set-mark 5/3",
    "-j MARK --and-mark 0xff",
    "-j MARK --or-mark 1",
    "-j MARK --xor-mark 1",
    "-j CONNMARK --set-mark 0x1/0xf",
    "-j CONNMARK --save-mark --nfmask 7",
    "-j CONNMARK --restore-mark --mask 0xff00",
    "-j CHECKSUM --checksum-fill",
    "-p tcp --syn -j TCPMSS --clamp-mss-to-pmtu",
    "-p tcp --syn -j TCPMSS --set-mss 0x500",
    "-j TOS --or-tos 0x12",
    "-j DSCP --set-dscp-class AF11",
  ],
  nat: [
    "-p tcp -j DNAT --to-destination :8080",
    "-p tcp -j DNAT --random --to :80-90/8000 --persistent",
    "-j MASQUERADE --random-fully",
    "-p udp -j MASQUERADE --random --to-ports 1024-65535",
    "-p tcp -j REDIRECT --to-port https",
    "-p udp -j REDIRECT --to-ports 5-5",
  ],
  raw: [
    "-j NOTRACK",
    "-j CT --notrack",
    "-p tcp -j CT --ctevents mark,new --zone 9 --helper ftp",
    "-j CT --zone-orig mark",
  ],
};

const only: Readonly<Record<Family, Readonly<Record<string, readonly string[]>>>> = {
  4: {
    filter: [
      "-s 10/255.0.255.0 ! -d 192.0.2.77/24 -f",
      "-s 192.0.2.1,192.0.2.2 -d 198.51.100.0/255.255.255.128",
      "-m conntrack ! --ctorigsrc 192.0.2.1 --ctrepldst 198.51.100.0/24",
      "-m iprange ! --dst-range 10.1-10.2 --src-range 192.0.2.9",
      "-m addrtype --src-type broadcast -p tcp -j REJECT --reject-with tcp-rst",
      "-p icmp --icmp-type ping -m ttl --ttl 64",
      "-p icmp ! --icmp-type 3/4 -j REJECT --reject-with host-prohib",
      "-m recent --set --mask 255.255.0.0",
    ],
    mangle: [],
    nat: [
      "-j DNAT --to-destination 192.0.2.1-192.0.2.9",
      "-p tcp -j DNAT --to-destination 192.0.2.1:1000-2000/3000",
      "-j SNAT --persistent --to-source 192.0.2.1 --random",
      "-p udp -j SNAT --to-source 192.0.2.1-192.0.2.2:53",
      "-j NETMAP --to 192.0.2.77/24",
    ],
    raw: [],
  },
  6: {
    filter: [
      "-s 2001:db8::9/32 ! -d fe80::/ffff::ff",
      "-m conntrack --ctorigdst 2001:db8::/32",
      "-m iprange --src-range 2001:db8::3-2001:db8::9",
      "-p icmpv6 --icmpv6-type packet-too-big -m hl --hl-gt 5",
      "-m recent --update --seconds 5 --rttl",
      "-j REJECT --reject-with adm-prohibited",
    ],
    mangle: [],
    nat: [
      "-p tcp -j DNAT --to-destination [2001:db8::1-2001:db8::9]:80",
      "-j SNAT --to-source 2001:db8::1 --random-fully",
      "-j NETMAP --to 2001:db8::1/64",
    ],
    raw: [],
  },
};

function written(family: Family): string {
  return Object.entries(both)
    .flatMap(([table, rules]) => [
      `*${table}`,
      ":U1 - [0:0]",
      ":LATER - [0:0]",
      ...[...rules, ...(only[family][table] ?? [])].map((rule) => `-A U1 ${rule}`),
      "COMMIT",
    ])
    .map((line) => `${line}\n`)
    .join("");
}

const rulesOf = (text: string) => text.split("\n").filter((line) => /^(?:\*|-A)/.test(line));

describe.each([4, 6] as const)("rules of every kind as a person writes them, IPv%i", (family) => {
  it.each(["nft", "legacy"])(
    "have the form that iptables-save prints, and it loads as itself (%s)",
    (backend) => {
      const program = `${family === 4 ? "iptables" : "ip6tables"}-${backend}`;
      const loadAndSave = (text: string) => {
        const saves = Object.keys(both).map((table) => `${program}-save -t ${table}`);
        const script = [`${program}-restore`, ...saves].join(" && ");
        const run = spawnSync("unshare", ["-n", "sh", "-c", script], { input: text, encoding: "utf8" });
        expect(run.status, run.stderr).toBe(0);
        return rulesOf(run.stdout);
      };
      // The order of these two options is the one that iptables insists on, and the parser with it.
      const text = written(family).replace(
        "--suppl-groups --gid-owner 5:6",
        "--gid-owner 5:6 --suppl-groups",
      );
      const form = normalise(text, family);
      if (!form.ok) throw new Error(form.problems.map((problem) => problem.text).join("\n"));
      expect(rulesOf(form.value)).toEqual(loadAndSave(text));
      expect(loadAndSave(form.value)).toEqual(rulesOf(form.value));
    },
  );
});
