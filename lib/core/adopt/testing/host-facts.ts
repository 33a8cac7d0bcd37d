import type { HostFacts } from "@/lib/core/facts/host-facts";

/** Its addresses to the outside. */
export const hostAddresses: readonly string[] = ["198.51.100.7", "2001:db8::7"];

/** What a plain host tells about itself: eth0 with 198.51.100.7 and 2001:db8::7, the panel comes from 203.0.113.9. */
export function hostFacts(live: HostFacts["live"], more: Partial<HostFacts> = {}): HostFacts {
  const tools = { version: "1.8.9", backend: "nf_tables" as const, otherBackendRules: 0 };
  return {
    hostname: "web-1",
    os: { id: "debian", name: "Debian GNU/Linux", version: "12" },
    kernel: "6.1.0",
    bootId: "11111111-2222-3333-4444-555555555555",
    uptimeSeconds: 1000,
    privilege: "root",
    init: "systemd",
    iptables4: tools,
    iptables6: tools,
    addresses: [
      { interface: "lo", family: 4, address: "127.0.0.1", length: 8 },
      { interface: "eth0", family: 4, address: "198.51.100.7", length: 24 },
      { interface: "eth0", family: 6, address: "2001:db8::7", length: 64 },
    ],
    listeners: [],
    managers: [],
    forwarding: { ipv4: false, ipv6: false },
    users: { root: 0, "www-data": 33 },
    resolvers: [],
    ftpHelper: false,
    connection: { panelAddress: "203.0.113.9", panelPort: 40001, hostAddress: "198.51.100.7", hostPort: 22 },
    controlPanelPort: null,
    live,
    ...more,
  };
}
