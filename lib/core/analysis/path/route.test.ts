import { describe, expect, it } from "vitest";
import { address, ask, host, route, way } from "../testing/path-question";
import type { PathHost } from "./path-host";
import { addressKind, routeTo } from "./route-table";

const web = "chain=INPUT in=eth0 src=203.0.113.9 dst=192.0.2.10 proto=tcp sport=40000 dport=8080";
const outward = "chain=OUTPUT src=192.0.2.10 dst=203.0.113.9 proto=tcp sport=40000 dport=443 user=1000";

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

describe("the kernel's own table", () => {
  const anyIp = (furtherTables: boolean): PathHost => ({
    ...host,
    furtherTables,
    routes: [
      route("10.1.0.0/16", "lo", "local"),
      route("10.1.201.0/24", "wg0"),
      route("10.1.202.0/24", "wg0"),
      route("10.1.202.0/24", "lo", "local"),
      route("2001:db8:1::/48", "lo", "local"),
      route("2001:db8:1:c9::/64", "wg0", "unicast", 256),
      route("2001:db8:1:c9::/128", "wg0", "anycast"),
    ],
  });

  // fib_trie.c: the two tables are one until a rule is added; measured by follow.kernel.test.ts.
  it("is one with the main table in IPv4, so that the longest prefix of both counts", () => {
    expect(addressKind(anyIp(false), address("10.1.200.1"))).toBe("LOCAL");
    expect(addressKind(anyIp(false), address("10.1.201.1"))).toBe("UNICAST");
    expect(addressKind(anyIp(false), address("10.1.202.1"))).toBe("LOCAL");
    expect(routeTo(anyIp(false), address("10.1.201.1"))).toMatchObject({ interface: "wg0" });
  });

  it("is asked first in IPv6, and in IPv4 once a rule sends packets to other tables", () => {
    expect(addressKind(anyIp(true), address("10.1.201.1"))).toBe("LOCAL");
    expect(addressKind(anyIp(false), address("2001:db8:1:c9::1"))).toBe("LOCAL");
    expect(addressKind(anyIp(false), address("2001:db8:1:c9::"))).toBe("ANYCAST");
    expect(routeTo(anyIp(true), address("10.3.0.1"))).toBe("not-read");
  });

  it("knows what is the same on every host", () => {
    const bare: PathHost = { addresses: [], routes: null, forwarding: false };
    const kinds = ["127.9.9.9", "::1", "224.0.0.5", "ff02::1", "255.255.255.255", "192.0.2.1"].map((text) =>
      addressKind(bare, address(text)),
    );
    expect(kinds).toEqual(["LOCAL", "LOCAL", "MULTICAST", "MULTICAST", "BROADCAST", "UNICAST"]);
  });
});
