import { expect, test } from "vitest";
import { parseRoutes } from "./parse-routes";

const rules = "0:\tfrom all lookup local\n32766:\tfrom all lookup main\n32767:\tfrom all lookup default \n";
const blocks = (four: string, six = "", rules4 = rules) =>
  new Map([
    ["routes-4", four],
    ["routes-6", six],
    ["rules-4", rules4],
    ["rules-6", rules],
  ]);

// Printed by iproute2 6.1 and BusyBox 1.35 in a namespace with these routes.
const four = `10.8.0.0/16 dev eth0 table 100 scope link 
default via 192.0.2.1 dev eth0 
10.7.0.0/16 via 192.0.2.9 dev eth0  metric 50 
10.9.0.0/16 
\tnexthop via 192.0.2.2 dev eth0 weight 1 
\tnexthop via 192.0.2.3 dev eth1 weight 1 
10.5.0.0/16 dev wg0 scope link dead linkdown 
blackhole 198.51.100.0/24 
local 127.0.0.0/8 dev lo table local proto kernel scope host src 127.0.0.1 
broadcast 192.0.2.255 dev eth0 table local proto kernel scope link src 192.0.2.10 
`;
const six = `2001:db8::/64 dev eth0 proto kernel metric 256 pref medium
unreachable 2001:db8:9::/48 dev lo metric 1024 pref medium
default via fe80::1 dev eth0 metric 1024 pref medium
local 2001:db8::1 dev eth0 table local proto kernel metric 0 pref medium
multicast ff00::/8 dev eth0 table local proto kernel metric 256 pref medium
`;

test("routes of the tables main and local, both families; those of other tables and dead ones are left out", () => {
  const route = (family: 4 | 6, type: string, destination: string, name: string | null, metric = 0) => ({
    family,
    type,
    destination,
    interface: name,
    metric,
  });
  expect(parseRoutes(blocks(four, six))).toEqual({
    routes: [
      route(4, "unicast", "0.0.0.0/0", "eth0"),
      route(4, "unicast", "10.7.0.0/16", "eth0", 50),
      route(4, "unicast", "10.9.0.0/16", null),
      route(4, "blackhole", "198.51.100.0/24", null),
      route(4, "local", "127.0.0.0/8", "lo"),
      route(4, "broadcast", "192.0.2.255/32", "eth0"),
      route(6, "unicast", "2001:db8::/64", "eth0", 256),
      route(6, "unreachable", "2001:db8:9::/48", null, 1024),
      route(6, "unicast", "::/0", "eth0", 1024),
      route(6, "local", "2001:db8::1/128", "eth0"),
      route(6, "multicast", "ff00::/8", "eth0", 256),
    ],
    furtherTables: [],
  });
});

test("a family whose rules ask further tables, or that has routes for some sources only, is named", () => {
  const marked = `${rules}32765:\tfrom all fwmark 0x1 lookup 100\n`;
  expect(parseRoutes(blocks(four, six, marked)).furtherTables).toEqual([4]);
  const bySource = `${six}default from 2001:db8::/64 via fe80::2 dev eth0 metric 512 pref medium\n`;
  expect(parseRoutes(blocks(four, bySource)).furtherTables).toEqual([6]);
});

test("no routes at all where they were not read, or may have been cut", () => {
  expect(parseRoutes(new Map())).toEqual({});
  expect(parseRoutes(blocks("10.0.0.0/24 dev eth0\n".repeat(500)))).toEqual({});
  expect(parseRoutes(blocks("10.0.0.0/24 dev eth0\n".repeat(499))).routes).toHaveLength(499);
});
