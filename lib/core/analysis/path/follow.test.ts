import { describe, expect, it } from "vitest";
import { parseSave } from "@/lib/core/iptables/parse-save";
import { parseAddress } from "@/lib/core/net/address";
import { parsePrefix } from "@/lib/core/net/prefix";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { parsePacket } from "@/lib/core/packet/parse-packet";
import { follow } from "./follow";
import type { PathHost, Route } from "./path-host";
import type { PathVerdict } from "./path-verdict";

const policies = ":INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]";
const chains = {
  raw: ":PREROUTING ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]",
  mangle: `:PREROUTING ACCEPT [0:0]\n${policies}\n:POSTROUTING ACCEPT [0:0]`,
  nat: ":PREROUTING ACCEPT [0:0]\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n:POSTROUTING ACCEPT [0:0]",
  filter: policies,
  security: policies,
};

type Tables = { readonly [name in keyof typeof chains]?: string };

/** All five tables, with the rules given. */
function rules(tables: Tables, family: 4 | 6 = 4) {
  const text = Object.entries(chains)
    .map(([name, own]) => `*${name}\n${own}\n${tables[name as keyof Tables] ?? ""}\nCOMMIT\n`)
    .join("");
  const parsed = parseSave(text, family);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function packet(text: string) {
  const parsed = parsePacket(text);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.value;
}

function address(text: string) {
  const parsed = parseAddress(text);
  if (parsed === null) throw new RangeError(text);
  return parsed;
}

function route(destination: string, name: string | null, type: Route["type"] = "unicast", metric = 0): Route {
  const prefix = parsePrefix(destination);
  if ("fault" in prefix) throw new RangeError(destination);
  return { destination: prefix, interface: name, type, metric };
}

/** A host with an outside, a network of containers, and the routes that the kernel makes of that. */
const host: PathHost = {
  addresses: [
    { interface: "lo", address: address("127.0.0.1"), length: 8 },
    { interface: "eth0", address: address("192.0.2.10"), length: 24 },
    { interface: "docker0", address: address("172.17.0.1"), length: 16 },
  ],
  routes: [
    route("127.0.0.0/8", "lo", "local"),
    route("192.0.2.10/32", "eth0", "local"),
    route("192.0.2.255/32", "eth0", "broadcast"),
    route("172.17.0.1/32", "docker0", "local"),
    route("0.0.0.0/0", "eth0"),
    route("192.0.2.0/24", "eth0"),
    route("172.17.0.0/16", "docker0"),
    route("198.51.100.0/24", null, "blackhole"),
  ],
  forwarding: true,
};

const web = "chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.10 proto=tcp sport=40000 dport=8080";
const outward = "chain=OUTPUT src=192.0.2.10 dst=203.0.113.9 proto=tcp sport=40000 dport=443 user=1000";

function ask(tables: Tables, text: string, known: PathHost | null = host): PathVerdict {
  return follow(rules(tables), packet(text), known);
}

/** The way in short: `table/chain`, and `> host`, `> forward docker0` for the routing decisions. */
function way({ stages }: PathVerdict): string[] {
  return stages.map((stage) =>
    stage.kind === "table"
      ? `${stage.table}/${stage.chain}`
      : ["route:", stage.to, stage.out].filter((word) => word !== null).join(" "),
  );
}

function rewritings({ stages }: PathVerdict): string[] {
  return stages.flatMap((stage) =>
    stage.kind === "table" && stage.rewritten !== null
      ? [`${stage.table}/${stage.chain}: ${stage.rewritten}`]
      : [],
  );
}

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

describe("the routing decision", () => {
  it.each<[string, string, Partial<PathHost> | null, string]>([
    ["an own address", web, {}, "route: host"],
    ["a broadcast address", web.replace("dst=192.0.2.10", "dst=192.0.2.255"), {}, "route: host"],
    ["the longest prefix", web.replace("192.0.2.10", "172.17.0.9"), {}, "route: forward docker0"],
    ["everything else", web.replace("192.0.2.10", "203.0.113.77"), {}, "route: forward eth0"],
    ["a black hole", web.replace("192.0.2.10", "198.51.100.1"), {}, "route: nowhere"],
    ["no forwarding", web.replace("192.0.2.10", "172.17.0.9"), { forwarding: false }, "route: nowhere"],
    ["no route", web.replace("192.0.2.10", "172.17.0.9"), { routes: [] }, "route: nowhere"],
    [
      "routes that were not read",
      web.replace("192.0.2.10", "172.17.0.9"),
      { routes: null },
      "route: forward",
    ],
    ["further tables", web.replace("192.0.2.10", "172.17.0.9"), { furtherTables: true }, "route: forward"],
    ["an own address without routes", web, { routes: null }, "route: host"],
    [
      "a broadcast address without routes",
      web.replace("dst=192.0.2.10", "dst=192.0.2.255"),
      { routes: null },
      "route: host",
    ],
    ["the used up hop limit", `${web.replace("192.0.2.10", "172.17.0.9")} hoplimit=1`, {}, "route: nowhere"],
    ["the packet's own word", "chain=FORWARD in=eth0 out=wg0", {}, "route: forward wg0"],
    ["the packet's own word alone", web, null, "route: host"],
  ])("goes by %s", (_, text, change, where) => {
    const known = change === null ? null : { ...host, ...change };
    const { stages, verdict } = ask({}, text, known);
    const at = stages.findIndex(({ kind }) => kind === "route");
    expect(way(ask({}, text, known))[at]).toBe(where);
    expect(verdict).toBe(where === "route: nowhere" ? "drop" : "accept");
  });

  it("takes the lower metric of two equal prefixes, and says nothing where the rank is the same", () => {
    const double = (metric: number) => ({
      ...host,
      routes: [route("0.0.0.0/0", "eth0", "unicast", 100), route("0.0.0.0/0", "wg0", "unicast", metric)],
    });
    const out = (metric: number) =>
      ask({}, outward, double(metric)).stages.find(({ kind }) => kind === "route");
    expect(out(50)).toMatchObject({ out: "wg0" });
    expect(out(200)).toMatchObject({ out: "eth0" });
    expect(out(100)).toMatchObject({ out: null });
  });

  it("does not send what no route leads to", () => {
    const answer = ask({}, outward, { ...host, routes: [] });
    expect(answer).toMatchObject({ verdict: "drop", rule: null, stages: [{ to: "nowhere" }] });
  });

  it("tells -m addrtype from the host's own table", () => {
    const tables = { mangle: "-A PREROUTING -m addrtype --dst-type LOCAL -j DROP" };
    expect(ask(tables, web).verdict).toBe("drop");
    expect(ask(tables, web.replace("dst=192.0.2.10", "dst=192.0.2.255")).verdict).toBe("accept");
    expect(ask(tables, web.replace("dst=192.0.2.10", "dst=172.17.0.9")).verdict).toBe("accept");
  });
});

describe("address translation", () => {
  const published = {
    nat: "-A PREROUTING -m addrtype --dst-type LOCAL -p tcp --dport 8080 -j DNAT --to-destination 172.17.0.2:80",
  };

  it("of the destination comes before the routing decision and before the filter table", () => {
    const filter = "-A FORWARD -o docker0 -d 172.17.0.2 -p tcp --dport 80 -j DROP\n-A INPUT -j REJECT";
    const answer = ask({ ...published, filter }, web);
    expect(answer).toMatchObject({ verdict: "drop", rule: { chain: "FORWARD", index: 0 } });
    expect(rewritings(answer)).toEqual(["nat/PREROUTING: dst=172.17.0.2 dport=80"]);
    expect(way(answer)).toContain("route: forward docker0");
    const entering = answer.stages.find((stage) => stage.kind === "table" && stage.table === "filter");
    expect(entering?.kind === "table" && formatPacket(entering.packet)).toBe(
      "chain=FORWARD in=eth0 out=docker0 src=203.0.113.9 dst=172.17.0.2 proto=tcp sport=40000 dport=80 state=NEW flags=SYN origdport=8080 mark=0x0 connmark=0x0 nat=dnat",
    );
  });

  it("leaves its mark on the connection: --ctstate DNAT, and the port that it began with", () => {
    const filter =
      "-A FORWARD -m conntrack --ctstate DNAT --ctorigdstport 8080 -j ACCEPT\n-A FORWARD -j DROP";
    expect(ask({ ...published, filter }, web).verdict).toBe("accept");
    const straight = web.replace("192.0.2.10", "172.17.0.2");
    expect(ask({ ...published, filter }, straight).verdict).toBe("drop");
  });

  it("without knowledge of the host leaves the way open, unless both ways end alike", () => {
    const open = ask({ ...published, filter: "-A FORWARD -j DROP" }, web, null);
    expect(open).toMatchObject({ verdict: "cannot-tell", possible: ["drop", "accept"] });
    expect(open.dependsOn.map(({ text }) => text)).toEqual(["whether 172.17.0.2 is an address of this host"]);
    const both = "-A FORWARD -j DROP\n-A INPUT -d 172.17.0.2 -j DROP";
    expect(ask({ ...published, filter: both }, web, null).verdict).toBe("drop");
  });

  // nf_nat_redirect.c: the first address of the interface that it came in by; from here 127.0.0.1.
  it("REDIRECT keeps the packet here", () => {
    const nat =
      "-A PREROUTING -p tcp --dport 8080 -j REDIRECT --to-ports 3128\n-A OUTPUT -p tcp --dport 443 -j REDIRECT --to-ports 3129";
    const filter = "-A INPUT -i lo -d 127.0.0.1 -p tcp --dport 3129 -j REJECT";
    const redirected = ask({ nat, filter }, web.replace("dst=192.0.2.10", "dst=203.0.113.50"));
    expect(rewritings(redirected)).toEqual(["nat/PREROUTING: dst=192.0.2.10 dport=3128"]);
    expect(way(redirected)).toContain("route: host");
    const local = ask({ nat, filter }, outward);
    expect(rewritings(local)).toEqual(["nat/OUTPUT: dst=127.0.0.1 dport=3129"]);
    expect(local).toMatchObject({ verdict: "reject", rule: { chain: "INPUT" } });
    const unknown = ask({ nat }, web, null);
    expect(rewritings(unknown)).toEqual(["nat/PREROUTING: dst=? dport=3128"]);
    expect(way(unknown)).toContain("route: host");
    const bare = { ...host, addresses: [], routes: [route("192.0.2.10/32", "lo", "local")] };
    expect(ask({ nat }, web, bare)).toMatchObject({ verdict: "drop", rule: { chain: "PREROUTING" } });
  });

  // ip_route_me_harder changes the route, not the interface of the hook's state (nf_nat_proto.c, nf_nat_ipv4_local_fn).
  it("in OUTPUT is routed again after the filter table, which still sees the first way out", () => {
    const nat = "-A OUTPUT -d 203.0.113.9 -j DNAT --to-destination 172.17.0.2";
    const filter =
      "-A OUTPUT -o docker0 -j DROP\n-A OUTPUT -o eth0 -d 172.17.0.2 -j ACCEPT\n-A OUTPUT -j DROP";
    const answer = ask({ nat, filter, mangle: "-A POSTROUTING ! -o docker0 -j DROP" }, outward);
    expect(answer.verdict).toBe("accept");
    expect(way(answer)).toContain("route: out docker0");
  });

  it("of the source comes last, when all filters have passed", () => {
    const nat = "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE";
    const out = "chain=FORWARD in=docker0 src=172.17.0.2 dst=203.0.113.9 proto=udp sport=5000 dport=53";
    const answer = ask({ nat, mangle: "-A POSTROUTING -s 192.0.2.10 -j DROP" }, out);
    expect(answer.verdict).toBe("accept");
    expect(rewritings(answer)).toEqual(["nat/POSTROUTING: src=192.0.2.10"]);
    expect(answer.leaves && formatPacket(answer.leaves)).toContain("src=192.0.2.10");
    expect(answer.notKnown).toEqual([]);
  });

  it.each<[string, string, PathHost | null]>([
    ["MASQUERADE with an interface whose address is not known", "MASQUERADE", null],
    [
      "MASQUERADE with several addresses",
      "MASQUERADE",
      {
        ...host,
        addresses: [...host.addresses, { interface: "eth0", address: address("192.0.2.11"), length: 24 }],
      },
    ],
    ["SNAT to a range", "SNAT --to-source 192.0.2.20-192.0.2.29", host],
  ])("names what is not known, and does not guess: %s", (_, target, known) => {
    const answer = ask({ nat: `-A POSTROUTING -o eth0 -j ${target}` }, `${outward} out=eth0`, known);
    expect(answer.verdict).toBe("accept");
    expect(answer.leaves?.source).toBeNull();
    expect(answer.notKnown.map(({ kind, text }) => [kind, text])).toEqual([
      ["target", `which address this gives: -A POSTROUTING -o eth0 -j ${target}`],
    ]);
  });

  it("to a range of addresses is a dependency of what follows", () => {
    const nat = "-A PREROUTING -p tcp -j DNAT --to-destination 172.17.0.2-172.17.0.9";
    const filter = "-A FORWARD -d 172.17.0.2 -j DROP";
    const answer = ask({ nat, filter }, web);
    expect(answer.verdict).toBe("cannot-tell");
    expect(answer.dependsOn.map(({ text }) => text)).toContain(`which address this gives: ${nat}`);
  });

  // nf_nat_core.c, nf_nat_l4proto_unique_tuple.
  it.each([
    ["DNAT --to-destination :9000", "dport=9000"],
    ["DNAT --to-destination 172.17.0.2:9000-9010", "dst=172.17.0.2 dport=9000-9010"],
    ["DNAT --to-destination 172.17.0.2:8000-8100", "dst=172.17.0.2"],
    ["DNAT --to-destination 172.17.0.2:8000-8100 --random", "dst=172.17.0.2 dport=8000-8100"],
    ["NETMAP --to 172.17.0.0/24", "dst=172.17.0.10"],
  ])("%s gives %s", (target, text) => {
    const answer = ask({ nat: `-A PREROUTING -p tcp -j ${target}` }, web);
    expect(rewritings(answer)).toEqual([`nat/PREROUTING: ${text}`]);
  });

  it("is asked for the first packet of a connection alone", () => {
    const later = `${web} state=ESTABLISHED ctdir=ORIGINAL`;
    const nat = "-A PREROUTING -p tcp --dport 8081 -j DNAT --to-destination 172.17.0.2:80";
    const filter = "-A FORWARD -d 172.17.0.2 -j DROP\n-A INPUT -p tcp --dport 8080 -j DROP";
    // No nat rule can have been for it.
    const plain = ask({ nat, filter }, later);
    expect(plain.verdict).toBe("drop");
    expect(way(plain)).not.toContain("nat/PREROUTING");
    // One may have been: the destination that it has now is not known.
    const doubtful = ask({ ...published, filter }, later);
    expect(doubtful.verdict).toBe("cannot-tell");
    expect(doubtful.dependsOn.map(({ text }) => text)).toContain(
      "what nat did to the connection when it began",
    );
    expect(ask({ ...published, filter }, `${later} nat=none`).verdict).toBe("drop");
    expect(ask({ ...published }, later).verdict).toBe("accept");
  });

  it("of a reply undoes what was done to the first packet, on the other side of the host", () => {
    const nat = "-A POSTROUTING -o eth0 -p tcp --dport 443 -j MASQUERADE";
    const filter = "-A INPUT -d 192.0.2.10 -j ACCEPT\n-A INPUT -j DROP";
    const reply = (port: number) =>
      `chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.10 proto=tcp sport=${port} dport=40000 state=ESTABLISHED ctdir=REPLY`;
    expect(ask({ nat, filter }, reply(80)).verdict).toBe("accept");
    expect(ask({ nat, filter }, reply(443)).verdict).toBe("cannot-tell");
  });

  it("has nothing to do with packets that belong to no connection", () => {
    const nat = "-A PREROUTING -j DNAT --to-destination 172.17.0.2";
    expect(way(ask({ nat }, `${web} state=INVALID`))).not.toContain("nat/PREROUTING");
    expect(ask({ nat, filter: "-A FORWARD -j DROP" }, `${web} state=INVALID`).verdict).toBe("accept");
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
    const six = "chain=INPUT src=2001:db8::1 proto=tcp";
    expect(ask({}, six)).toMatchObject({ verdict: "cannot-tell", stages: [] });
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
