import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { FlowListing } from "@/lib/core/flows/flow";
import type { Permission } from "@/lib/server/auth/can";
import { closeClient } from "@/lib/server/db/client";
import { databaseFile } from "@/lib/server/db/data-folder";
import { migrate } from "@/lib/server/db/migrate";
import type { Context } from "./context";
import { type HostGateway, setHostGateway } from "./host-gateway";
import { seedCatalogue } from "./object/seed-catalogue";

/** For tests: an account that asks. */
export function actingAs(permission: Permission): Context {
  return { actor: { id: `id-${permission}`, name: `The ${permission}`, permission } };
}

const liveText = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
COMMIT
`;

/** For tests: what a plain Debian host with both families tells about itself. The panel comes from 203.0.113.9. */
export function sampleFacts(more: Partial<HostFacts> = {}): HostFacts {
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
      { interface: "eth0", family: 4, address: "198.51.100.7", length: 24 },
      { interface: "eth0", family: 6, address: "2001:db8::7", length: 64 },
    ],
    listeners: [
      { protocol: "tcp", family: 4, address: "0.0.0.0", port: 22, program: "sshd", pid: 1 },
      { protocol: "tcp", family: 4, address: "0.0.0.0", port: 5432, program: "postgres", pid: 2 },
      { protocol: "tcp", family: 4, address: "127.0.0.1", port: 6379, program: "redis", pid: 3 },
    ],
    managers: [],
    forwarding: { ipv4: false, ipv6: false },
    users: { root: 0, "www-data": 33 },
    resolvers: ["192.0.2.53"],
    ftpHelper: false,
    connection: { panelAddress: "203.0.113.9", panelPort: 40001, hostAddress: "198.51.100.7", hostPort: 22 },
    controlPanelPort: null,
    live: { ipv4: liveText, ipv6: liveText },
    ...more,
  };
}

/** For tests: the fingerprint that the pretended hosts show. */
export const sampleFingerprint = `SHA256:${"a".repeat(43)}`;

const noFlows: FlowListing = {
  tracked: [],
  sockets: [],
  listening: [],
  tools: { sockets: true, tracking: true, untrack: true },
  loose: true,
  cut: false,
};

/** For tests: a gateway to pretended hosts; nothing leaves this process. */
export function pretendGateway(more: Partial<HostGateway> = {}): HostGateway {
  const hostKey = { type: "ssh-ed25519", fingerprint: sampleFingerprint };
  const gateway: HostGateway = {
    readHostKey: async () => hostKey,
    readHostKeyOf: async () => hostKey,
    inspect: async (_hostId, options) => {
      options?.onLine?.("hostname web-1");
      return sampleFacts();
    },
    rehearse: async () => ({
      facts: sampleFacts(),
      answer: {
        word: "not-stored",
        storedId: null,
        unit: "none",
        loaded: null,
        fault: "",
        tables: { ipv4: null, ipv6: null },
      },
    }),
    readFlows: async () => ({ facts: sampleFacts(), listing: noFlows }),
    cutFlows: async () => ({ listing: noFlows, kept: [] }),
    watchLive: (_hostId, { signal }) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    watchBlocked: (_hostId, { signal }) =>
      new Promise((resolve) => signal.addEventListener("abort", () => resolve())),
    tryFromHost: async (_hostId, choose) => ({
      facts: sampleFacts(),
      seen: choose(sampleFacts()).map(() => []),
    }),
    tryFromPanel: async (_hostId, ports) => ({ source: { 4: null, 6: null }, seen: ports.map(() => []) }),
    tryFromVantagePoints: async () => [],
    installKey: async () => {},
    makeKeyPair: async () => ({
      privateKey: "PRIVATE",
      passphrase: null,
      publicKey: "ssh-ed25519 AAAA",
      fingerprint: sampleFingerprint,
    }),
    installCommand: (publicKey) => `echo '${publicKey}'`,
    readPrivateKey: async (text, passphrase) => ({
      privateKey: text,
      passphrase,
      publicKey: "ssh-ed25519 BBBB",
      fingerprint: sampleFingerprint,
    }),
    wake: () => {},
    practice: {
      available: async () => null,
      create: async () => ({
        user: "root",
        address: "198.51.100.7",
        port: 22,
        hostKey,
        networks: [{ name: "office", entries: ["192.0.2.0/27"] }],
      }),
      destroy: async () => {},
      restart: async () => {},
      running: async () => true,
      probe: async (_hostId, _from, request) => ({ ...request, outcome: "works", milliseconds: 1 }),
    },
    look: async (hostId) => ({ facts: await gateway.inspect(hostId), listing: null }),
    ...more,
  };
  return gateway;
}

/** For tests: a panel on a database of its own, with a pretended gateway. `remove` ends it. */
export async function freshPanel(
  gateway: Partial<HostGateway> = {},
): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), "sekisho-panel-"));
  process.env.SEKISHO_DATA = folder;
  process.env.SEKISHO_KEY = "5".repeat(64);
  await closeClient();
  migrate(databaseFile());
  await seedCatalogue();
  setHostGateway(pretendGateway(gateway));
  return {
    folder,
    async remove() {
      await closeClient();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
