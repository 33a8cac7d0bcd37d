import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { db } from "@/lib/server/db/client";
import { actingAs, freshPanel, sampleFacts } from "../fresh-panel";
import { saveNetwork } from "../object/save-network";
import type { ExposureView, SocketView } from "./exposure-view";
import { readExposure } from "./read-exposure";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await saveNetwork(owner, { name: "office", entries: ["192.0.2.0/24"] });
});
afterEach(() => panel.remove());

const chains = (input: string) => `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:SEKISHO-IN - [0:0]
-A INPUT -j SEKISHO-IN
${input}-A SEKISHO-IN -j DROP
COMMIT
`;
const ours = chains("-A SEKISHO-IN -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT\n");
const ours6 = ours.replace("192.0.2.0/24", "2001:db8:9::/48");

async function look(more: Partial<HostFacts>): Promise<ExposureView> {
  const facts = sampleFacts(more);
  await db.host.update({ where: { id: hostId }, data: { facts, inspectedAt: new Date() } });
  return readExposure(owner, { hostId });
}

function rowOf({ rows }: ExposureView, port: string): SocketView {
  const row = typeof rows === "string" ? undefined : rows.find((one) => one.port === port);
  if (row === undefined) throw new Error(`no row ${port}: ${JSON.stringify(rows)}`);
  return row;
}

describe("the exposure of a host", () => {
  it("groups rows by how far they are open, and leads to what mends each", async () => {
    const view = await look({ live: { ipv4: ours, ipv6: ours6 } });
    const told = (port: string) => {
      const { group, fixes, families } = rowOf(view, port);
      return [group, fixes.map(({ kind }) => kind).join(), families.map(({ state }) => state).join()];
    };
    expect(told("22")).toEqual(["reached", "change", "some,not-heard"]);
    expect(told("5432")).toEqual(["nobody", "allow", "nobody,not-heard"]);
    expect(told("6379")).toEqual(["inside", "", "loopback,not-heard"]);
    expect(rowOf(view, "22").families[0]?.entries[0]?.peers?.terms).toEqual([
      { kind: "network", name: "office" },
    ]);
  });

  it("puts what gets in past our rules first, and says whose rule it is", async () => {
    const vpn = chains("-A ts-input -i tailscale0 -j ACCEPT\n")
      .replace("-A INPUT -j SEKISHO-IN", "-A INPUT -j ts-input\n-A INPUT -j SEKISHO-IN")
      .replace(":SEKISHO-IN", ":ts-input - [0:0]\n:SEKISHO-IN");
    const row = rowOf(await look({ live: { ipv4: vpn, ipv6: ours6 } }), "5432");
    expect(row).toMatchObject({ group: "around", fixes: [{ kind: "foreign" }] });
    expect(row.families[0]?.state).toBe("some");
    expect(row.families[0]?.entries).toMatchObject([
      { way: "above", over: "tailscale0", owner: "Tailscale", peers: null },
    ]);
  });

  it("says that IPv6 was forgotten where it lets everybody in by no rule of ours", async () => {
    const listeners = [4, 6].map((family) => ({
      protocol: "tcp" as const,
      family: family as 4 | 6,
      address: family === 4 ? "0.0.0.0" : "::",
      port: 5432,
      program: "postgres",
      pid: 2,
      uid: 33,
    }));
    const open = await look({ listeners, live: { ipv4: ours, ipv6: "" } });
    const row = rowOf(open, "5432");
    expect(row).toMatchObject({ group: "around", forgotten: true, fixes: [{ kind: "review" }] });
    expect(row.listener).toEqual({
      program: "postgres",
      user: "www-data",
      addresses: ["0.0.0.0", "::"],
      everywhere: true,
    });
    const both = rowOf(await look({ listeners, live: { ipv4: ours, ipv6: ours6 } }), "5432");
    expect(both).toMatchObject({ group: "nobody", forgotten: false, alike: true });
  });

  it("cannot tell where the other back end holds rules, or where no program reads them", async () => {
    const tools = { version: "1.8.9", backend: "nf_tables" as const, otherBackendRules: 3 };
    const half = await look({ live: { ipv4: ours, ipv6: ours6 }, iptables4: tools });
    expect(half.standings[0]).toMatchObject({ otherBackendRules: 3, otherBackend: "legacy" });
    for (const port of ["22", "5432"]) {
      const row = rowOf(half, port);
      expect(row).toMatchObject({ group: "unsure" });
      expect(row.families[0]).toMatchObject({ state: "cannot-tell", why: "other-backend" });
      expect(row.fixes[0]).toEqual({ kind: "other-backend" });
    }
    const blind = await look({ live: { ipv4: null, ipv6: ours6 }, iptables4: null });
    expect(rowOf(blind, "22").families[0]).toMatchObject({ state: "cannot-tell", why: "no-tools" });
    expect(blind.standings[0]?.standing).toBe("no-tools");
  });

  it("leads to a draft where nothing of ours is on the host, and warns of nothing that is around it", async () => {
    const row = rowOf(await look({}), "5432");
    expect(row).toMatchObject({ group: "reached", fixes: [{ kind: "start" }] });
    expect((await readExposure(owner, { hostId })).standings.map(({ standing }) => standing)).toEqual([
      "no-rules",
      "no-rules",
    ]);
  });

  it("is nothing before the host was read", async () => {
    expect(await readExposure(owner, { hostId })).toMatchObject({ rows: "not-inspected", standings: [] });
    await expect(readExposure(owner, { hostId: "nobody" })).rejects.toMatchObject({ status: 404 });
  });
});
