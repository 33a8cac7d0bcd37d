import { describe, expect, it } from "vitest";
import { formatPacket } from "@/lib/core/packet/format-packet";
import { address, ask, host, rewritings, route, way } from "../testing/path-question";
import type { PathHost } from "./path-host";

const web = "chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.10 proto=tcp sport=40000 dport=8080";
const outward = "chain=OUTPUT src=192.0.2.10 dst=203.0.113.9 proto=tcp sport=40000 dport=443 user=1000";

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
      ["target", `which address this gives: -t nat -A POSTROUTING -o eth0 -j ${target}`],
    ]);
  });

  it("to a range of addresses is a dependency of what follows", () => {
    const nat = "-A PREROUTING -p tcp -j DNAT --to-destination 172.17.0.2-172.17.0.9";
    const filter = "-A FORWARD -d 172.17.0.2 -j DROP";
    const answer = ask({ nat, filter }, web);
    expect(answer.verdict).toBe("cannot-tell");
    expect(answer.dependsOn.map(({ text }) => text)).toContain(`which address this gives: -t nat ${nat}`);
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

  it("of a reply is ruled out where it does not come to the address that the first packet was given", () => {
    const nat = "-A POSTROUTING -s 172.17.0.0/16 ! -o docker0 -j MASQUERADE";
    const filter = "-A FORWARD -o docker0 -d 172.17.0.2 -j ACCEPT\n-A FORWARD -j DROP";
    const to =
      "chain=FORWARD in=eth0 src=203.0.113.9 proto=udp sport=53 dport=5000 state=ESTABLISHED ctdir=REPLY";
    expect(ask({ nat, filter }, `${to} dst=172.17.0.2`).verdict).toBe("accept");
    expect(ask({ nat, filter }, `${to} dst=172.17.0.2`, null).verdict).toBe("cannot-tell");
    const source = "-A POSTROUTING -j SNAT --to-source 192.0.2.10:6000-6100";
    const came = `${to} dst=192.0.2.10`.replace("FORWARD", "INPUT");
    const seen = (text: string) =>
      ask({ nat: source, filter: "-A INPUT -d 192.0.2.10 -j DROP" }, text).verdict;
    expect(seen(came)).toBe("drop");
    expect(seen(came.replace("dport=5000", "dport=6050"))).toBe("cannot-tell");
  });

  it("has nothing to do with packets that belong to no connection", () => {
    const nat = "-A PREROUTING -j DNAT --to-destination 172.17.0.2";
    expect(way(ask({ nat }, `${web} state=INVALID`))).not.toContain("nat/PREROUTING");
    expect(ask({ nat, filter: "-A FORWARD -j DROP" }, `${web} state=INVALID`).verdict).toBe("accept");
  });
});
