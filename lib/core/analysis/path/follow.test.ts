import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { address, ask, host, packet, rewritings, rules, type Tables, way } from "../testing/path-question";
import { follow } from "./follow";
import type { PathHost } from "./path-host";

const web = "chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.10 proto=tcp sport=40000 dport=8080";
const outward = "chain=OUTPUT src=192.0.2.10 dst=203.0.113.9 proto=tcp sport=40000 dport=443 user=1000";

describe("the way through the tables", () => {
  const arriving = ["raw/PREROUTING", "mangle/PREROUTING", "nat/PREROUTING"];

  // Order of the hooks: include/uapi/linux/netfilter_ipv4.h; measured by follow.kernel.test.ts.
  it("of a packet for this host", () => {
    expect(way(ask({}, web))).toEqual([
      ...arriving,
      "route: host",
      "mangle/INPUT",
      "filter/INPUT",
      "security/INPUT",
      "nat/INPUT",
    ]);
  });

  it("of a packet for others", () => {
    const through = "chain=FORWARD in=eth0 src=203.0.113.9 dst=172.17.0.2 proto=tcp dport=80";
    expect(way(ask({}, through))).toEqual([
      ...arriving,
      "route: forward docker0",
      "mangle/FORWARD",
      "filter/FORWARD",
      "security/FORWARD",
      "mangle/POSTROUTING",
      "nat/POSTROUTING",
    ]);
  });

  it("of a packet that is made here", () => {
    expect(way(ask({}, outward))).toEqual([
      "raw/OUTPUT",
      "mangle/OUTPUT",
      "nat/OUTPUT",
      "filter/OUTPUT",
      "security/OUTPUT",
      "route: out eth0",
      "mangle/POSTROUTING",
      "nat/POSTROUTING",
    ]);
  });

  // drivers/net/loopback.c hands the packet back with its connection and its mark.
  it("of a packet from here to here, which comes in again by lo and is new to no nat chain", () => {
    const self = "chain=OUTPUT src=192.0.2.10 dst=192.0.2.10 proto=tcp dport=80";
    const answer = ask({ filter: "-A INPUT -i lo -m conntrack --ctstate NEW -j DROP" }, self);
    expect(way(answer)).toEqual([
      "raw/OUTPUT",
      "mangle/OUTPUT",
      "nat/OUTPUT",
      "filter/OUTPUT",
      "security/OUTPUT",
      "route: out lo",
      "mangle/POSTROUTING",
      "nat/POSTROUTING",
      "raw/PREROUTING",
      "mangle/PREROUTING",
      "route: host",
      "mangle/INPUT",
      "filter/INPUT",
    ]);
    expect(answer).toMatchObject({ verdict: "drop", rule: { chain: "INPUT" } });
  });

  // loopback_xmit leaves the packet its connection, and nf_conntrack_in looks no second time; measured too.
  it("of a packet that comes back by lo passes raw with the state that it has", () => {
    const self = "chain=OUTPUT src=192.0.2.10 dst=192.0.2.10 proto=tcp dport=80";
    const seen = (raw: string) => ask({ raw }, self).verdict;
    expect(seen("-A PREROUTING -m conntrack --ctstate NEW -j DROP")).toBe("drop");
    expect(seen("-A OUTPUT -m conntrack --ctstate NEW -j DROP")).toBe("accept");
    expect(ask({ raw: "-A PREROUTING -j CT --notrack" }, self).leaves?.state).toBe("NEW");
  });

  it("passes by tables that the text does not have", () => {
    const text =
      "*filter\n:INPUT DROP [0:0]\n:FORWARD DROP [0:0]\n:OUTPUT DROP [0:0]\nCOMMIT\n*nat\nCOMMIT\n";
    const parsed = parseSave(text, 4);
    if (!parsed.ok) throw new Error("text");
    expect(way(follow(parsed.value, packet(web), host))).toEqual(["route: host", "filter/INPUT"]);
  });

  it.each<[string, Tables, string]>([
    ["raw", { raw: "-A PREROUTING -p tcp -j DROP" }, "raw/PREROUTING"],
    ["security", { security: "-A INPUT -p tcp -j DROP" }, "security/INPUT"],
  ])("ends where it is refused: %s", (_, tables, where) => {
    const answer = ask(tables, web);
    expect(answer.verdict).toBe("drop");
    expect(way(answer).at(-1)).toBe(where);
    expect(answer.decidedAt).toBe(answer.stages.length - 1);
    expect(answer.leaves).toBeNull();
  });

  it("names the filter table's rule for what is let through, and has the trace of all stages", () => {
    const answer = ask(
      { mangle: "-A PREROUTING -p tcp -j MARK --set-mark 1", filter: "-A INPUT -p tcp -j ACCEPT" },
      web,
    );
    expect(answer).toMatchObject({ verdict: "accept", rule: { text: "-A INPUT -p tcp -j ACCEPT" } });
    expect(answer.stages[answer.decidedAt]).toMatchObject({ table: "filter", chain: "INPUT" });
    expect(answer.trace.filter((step) => step.kind === "rule").map(({ chain }) => chain)).toEqual([
      "PREROUTING",
      "INPUT",
    ]);
  });
});

describe("the two back ends", () => {
  // Legacy: security 50, source nat 100. nf_tables: iptables/nft.c puts security at 150 (`nft list ruleset` shows it).
  const tables = {
    nat: "-A INPUT -p tcp -j SNAT --to-source 10.9.9.9",
    security: "-A INPUT -s 10.9.9.9 -j DROP",
  };

  it("meet security before or behind nat INPUT", () => {
    const answer = (backend: "nf_tables" | "legacy") => ask(tables, web, { ...host, backend });
    expect(way(answer("legacy")).slice(-2)).toEqual(["security/INPUT", "nat/INPUT"]);
    expect(answer("legacy").verdict).toBe("accept");
    expect(way(answer("nf_tables")).slice(-2)).toEqual(["nat/INPUT", "security/INPUT"]);
    expect(answer("nf_tables").verdict).toBe("drop");
  });

  it("are both followed where it is not known which one it is", () => {
    const answer = ask(tables, web);
    expect(answer).toMatchObject({ verdict: "cannot-tell", possible: ["accept", "drop"] });
    expect(answer.dependsOn).toMatchObject([{ kind: "unsaid", text: expect.stringContaining("security") }]);
    expect(ask({ nat: tables.nat }, web).verdict).toBe("accept");
  });
});

describe("what a packet says on its way", () => {
  // ip_forward.c lowers it before the hook.
  it("is a hop limit that is lowered where it is forwarded", () => {
    const through = "chain=FORWARD in=eth0 src=203.0.113.9 dst=172.17.0.2 proto=tcp dport=80 hoplimit=63";
    const seen = (hook: string, ttl: number) =>
      ask({ mangle: `-A ${hook} -m ttl --ttl-eq ${ttl} -j DROP` }, through).verdict;
    expect([seen("PREROUTING", 64), seen("FORWARD", 63), seen("POSTROUTING", 63)]).toEqual(
      Array(3).fill("drop"),
    );
    expect(seen("PREROUTING", 63)).toBe("accept");
  });

  // ip_output.c: since Linux 5.7.
  it("is not by which interface it came in once it leaves, since that differs between kernels", () => {
    const through = "chain=FORWARD in=eth0 src=203.0.113.9 dst=172.17.0.2 proto=tcp dport=80";
    const shared = ":U - [0:0]\n-A POSTROUTING -j U\n-A U -i eth0 -j DROP";
    expect(ask({ mangle: shared }, through).verdict).toBe("cannot-tell");
    expect(ask({ mangle: shared }, outward).verdict).toBe("accept");
  });

  // xt_mac.c: only what came over Ethernet has a sender.
  it.each([
    [`${web} mac=02:00:00:00:00:01`, "drop"],
    [`${web} mac=02:00:00:00:00:02`, "accept"],
    [web, "cannot-tell"],
    ["chain=OUTPUT src=192.0.2.10 dst=192.0.2.10 proto=tcp dport=80", "accept"],
  ])("is who sent it: %s", (text, verdict) => {
    const rule = "-A INPUT -m mac --mac-source 02:00:00:00:00:01 -j DROP";
    expect(ask({ filter: rule }, text).verdict).toBe(verdict);
  });

  // xt_recent.c: writing always succeeds.
  it("is not needed for -m recent --set, which always holds; what is in the list is not known", () => {
    expect(ask({ filter: "-A INPUT -m recent --set --name x -j DROP" }, web).verdict).toBe("drop");
    expect(ask({ filter: "-A INPUT -m recent --rcheck --name x -j DROP" }, web).verdict).toBe("cannot-tell");
  });

  // xt_addrtype.c, match_type6.
  it.each([
    [4, "UNICAST,LOCAL", "drop"],
    [4, "UNICAST", "accept"],
    [6, "UNICAST,LOCAL", "drop"],
    [6, "UNICAST", "drop"],
    [6, "LOCAL,MULTICAST", "accept"],
  ] as const)("is a local address, of which IPv%i says --dst-type %s: %s", (family, type, verdict) => {
    const six: PathHost = {
      addresses: [{ interface: "eth0", address: address("2001:db8::10"), length: 64 }],
      routes: null,
      forwarding: false,
    };
    const rule = { filter: `-A INPUT -m addrtype --dst-type ${type} -j DROP` };
    const question =
      family === 4 ? web : "chain=INPUT in=eth0 src=2001:db8::1 dst=2001:db8::10 proto=tcp dport=80";
    expect(ask(rule, question, family === 4 ? host : six).verdict).toBe(verdict);
  });

  it("is where its connection began, before any translation", () => {
    const nat = "-A PREROUTING -j DNAT --to-destination 172.17.0.2";
    const seen = (rule: string) => ask({ nat, filter: `-A FORWARD ${rule} -j DROP` }, web).verdict;
    expect(seen("-m conntrack --ctorigdst 192.0.2.10")).toBe("drop");
    expect(seen("-m conntrack --ctorigdst 172.17.0.2")).toBe("accept");
    expect(seen("-m conntrack ! --ctorigsrc 203.0.113.0/24")).toBe("accept");
  });
});

describe("marks", () => {
  const seen = (mangle: string, question = web) => {
    const answer = ask({ mangle }, question);
    return answer.leaves && [answer.leaves.mark, answer.leaves.connectionMark];
  };

  // xt_mark.c, xt_connmark.c.
  it.each<[string, string, (number | null)[]]>([
    ["-A PREROUTING -j MARK --set-mark 5", web, [5, 0]],
    ["-A PREROUTING -j MARK --set-xmark 0x1/0x3", `${web} mark=0xff`, [0xfd, 0]],
    ["-A PREROUTING -j MARK --and-mark 0x0f", `${web} mark=0xffffffff`, [0x0f, 0]],
    ["-A PREROUTING -j MARK --or-mark 0x80000000", `${web} mark=1`, [0x80000001, 0]],
    ["-A PREROUTING -j MARK --xor-mark 0x3", `${web} mark=1`, [2, 0]],
    ["-A PREROUTING -j CONNMARK --set-mark 7", web, [0, 7]],
    ["-A PREROUTING -j CONNMARK --save-mark", `${web} mark=9`, [9, 9]],
    ["-A PREROUTING -j CONNMARK --restore-mark", `${web} connmark=9`, [9, 9]],
    ["-A PREROUTING -j CONNMARK --restore-mark --mask 0xf", `${web} mark=0x30 connmark=0x29`, [0x39, 0x29]],
    ["-A PREROUTING -j CONNMARK --set-mark 7", `${web} state=INVALID`, [0, null]],
    ["-A PREROUTING -j CONNMARK --restore-mark", `${web} state=ESTABLISHED`, [null, null]],
  ])("%s of a packet %s", (rule, question, expected) => {
    expect(seen(rule, question)).toEqual(expected);
  });

  it("are seen by the tables behind", () => {
    const tables = {
      mangle: "-A PREROUTING -p tcp -j MARK --set-mark 5",
      filter: "-A INPUT -m mark --mark 5 -j DROP",
    };
    expect(ask(tables, web).verdict).toBe("drop");
    expect(ask(tables, web.replace("tcp", "udp")).verdict).toBe("accept");
  });

  // xt_connmark.c.
  it.each(["", "! "])("of a connection are asked of packets that have one: %s--mark", (not) => {
    const filter = `-A INPUT -m connmark ${not}--mark 7 -j DROP`;
    expect(ask({ filter }, `${web} state=INVALID`).verdict).toBe("accept");
  });

  it("that may have been set are named by why they are not known", () => {
    const answer = ask(
      {
        mangle: "-A PREROUTING -m set --match-set bad src -j MARK --set-mark 5",
        filter: "-A INPUT -m mark --mark 5 -j DROP",
      },
      web,
    );
    expect(answer.verdict).toBe("cannot-tell");
    expect(answer.dependsOn.map(({ text }) => text)).toEqual(["-m set --match-set bad src"]);
  });
});

describe("connection tracking", () => {
  it.each(["CT --notrack", "NOTRACK"])("is left aside after %s", (target) => {
    const tables = {
      raw: `-A PREROUTING -p tcp --dport 8080 -j ${target}`,
      nat: "-A PREROUTING -j DNAT --to-destination 172.17.0.2",
      filter: "-A INPUT -m conntrack --ctstate UNTRACKED -j ACCEPT\n-A INPUT -j DROP\n-A FORWARD -j DROP",
    };
    const answer = ask(tables, web);
    expect(answer.verdict).toBe("accept");
    expect(rewritings(answer)).toEqual(["raw/PREROUTING: state=UNTRACKED"]);
    expect(ask(tables, web.replace("8080", "80")).verdict).toBe("drop");
  });

  // xt_conntrack.c: without an entry every packet is INVALID.
  it("has not seen a packet that is in raw", () => {
    const state = (word: string) =>
      ask({ raw: `-A PREROUTING -m conntrack --ctstate ${word} -j DROP` }, web).verdict;
    expect([state("NEW"), state("INVALID")]).toEqual(["accept", "drop"]);
  });

  // nf_ct_set in xt_CT.c hangs a template on the packet; measured by follow.kernel.test.ts.
  it("looks begun in raw behind a -j CT that leaves it on, and is then decided as ever", () => {
    const raw =
      "-A PREROUTING -j CT --ctevents new\n-A PREROUTING -m conntrack --ctstate NEW -j MARK --set-mark 3";
    const answer = ask(
      { raw, filter: "-A INPUT -m conntrack --ctstate INVALID -m mark --mark 3 -j DROP" },
      `${web} state=INVALID`,
    );
    expect(answer.verdict).toBe("drop");
    expect(ask({ raw: `${raw}\n-A PREROUTING -j CT --notrack` }, web).leaves?.state).toBe("NEW");
  });

  it("under a condition that is not known is followed both ways", () => {
    const tables = {
      raw: "-A PREROUTING -m set --match-set bad src -j CT --notrack",
      filter: "-A INPUT -m conntrack --ctstate UNTRACKED -j DROP",
    };
    const answer = ask(tables, web);
    expect(answer).toMatchObject({ verdict: "cannot-tell", possible: ["accept", "drop"] });
    expect(answer.dependsOn.map(({ text }) => text)).toEqual(["-m set --match-set bad src"]);
  });
});

describe("what is not known", () => {
  it("of a target that decides in its own way does not hide a sure refusal behind it", () => {
    const raw = "-A PREROUTING -j NFQUEUE --queue-num 1";
    expect(ask({ raw }, web)).toMatchObject({ verdict: "cannot-tell", possible: ["accept", "unknown"] });
    const filtered = ask({ raw, filter: "-A INPUT -j DROP" }, web);
    expect(filtered.stages.at(-1)).toMatchObject({ table: "filter", verdict: { verdict: "drop" } });
  });

  it("answers a packet of the other family with cannot-tell", () => {
    const six = packet("chain=INPUT src=2001:db8::1 proto=tcp");
    expect(follow(rules({}, 4), six, host)).toMatchObject({ verdict: "cannot-tell", stages: [] });
  });

  it("is not followed for ever", () => {
    const mangle = Array.from(
      { length: 12 },
      (_, at) => `-A PREROUTING -m set --match-set s${at} src -j MARK --set-xmark ${1 << at}/${1 << at}`,
    ).join("\n");
    const nat = Array.from(
      { length: 12 },
      (_, at) =>
        `-A PREROUTING -m statistic --mode random --probability 0.1 -p tcp -j DNAT --to-destination 172.17.0.${at + 2}`,
    ).join("\n");
    const answer = ask({ mangle, nat, filter: "-A FORWARD -d 172.17.0.7 -j DROP" }, web);
    expect(answer.verdict).toBe("cannot-tell");
  });
});
