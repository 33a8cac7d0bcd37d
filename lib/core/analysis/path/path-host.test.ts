import { expect, test } from "vitest";
import { hostFactsSchema } from "@/lib/core/facts/host-facts";
import { route } from "../testing/path-question";
import { pathHost } from "./path-host";

const tools = (backend: "nf_tables" | "legacy") => ({ version: "1.8.9", backend, otherBackendRules: 0 });

/** Facts as they are stored; those of an older panel have no routes. */
const stored = {
  hostname: "web-1",
  os: { id: "debian", name: "Debian", version: "12" },
  kernel: "6.1",
  bootId: "0",
  uptimeSeconds: 1,
  privilege: "root",
  init: "systemd",
  iptables4: tools("legacy"),
  iptables6: "absent",
  addresses: [
    { interface: "eth0", family: 4, address: "192.0.2.10", length: 24 },
    { interface: "eth0", family: 6, address: "2001:db8::10", length: 64 },
  ],
  listeners: [],
  managers: [],
  forwarding: { ipv4: true, ipv6: false },
  users: {},
  resolvers: [],
  ftpHelper: false,
  connection: null,
  controlPanelPort: null,
  live: { ipv4: null, ipv6: null },
};

test("facts without routes leave the routes open", () => {
  expect(pathHost(hostFactsSchema.parse(stored), 4)).toMatchObject({
    routes: null,
    furtherTables: false,
    forwarding: true,
    backend: "legacy",
    addresses: [{ interface: "eth0", length: 24 }],
  });
});

test("each family has its own routes, and whether other tables are asked", () => {
  const route4 = { family: 4, destination: "0.0.0.0/0", interface: "eth0", type: "unicast", metric: 100 };
  const route6 = { family: 6, destination: "2001:db8::/64", interface: "eth0", type: "unicast", metric: 256 };
  const facts = hostFactsSchema.parse({ ...stored, routes: [route4, route6], furtherTables: [6] });
  expect(pathHost(facts, 4).routes).toEqual([route("0.0.0.0/0", "eth0", "unicast", 100)]);
  expect(pathHost(facts, 6)).toMatchObject({
    routes: [route("2001:db8::/64", "eth0", "unicast", 256)],
    furtherTables: true,
    forwarding: false,
  });
  expect(pathHost(facts, 6)).not.toHaveProperty("backend");
});
