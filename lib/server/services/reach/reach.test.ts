import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel, sampleFacts } from "../fresh-panel";
import { saveNetwork } from "../object/save-network";
import type { CellView, ReachGrid } from "./reach-view";
import { readReach } from "./read-reach";
import { readReachCell } from "./read-reach-cell";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host, facts: sampleFacts() } });
  await saveNetwork(owner, { name: "a-first", entries: ["192.0.2.0/24"] });
  await saveNetwork(owner, { name: "office", entries: ["203.0.113.0/24", "2001:db8:9::/48"] });
});
afterEach(() => panel.remove());

async function draft(): Promise<void> {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: ["office"] } : rule)),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
}

/** The cells of a grid by the names of their line and column. */
function cellOf(
  { cells, sources, services }: ReachGrid,
  source: string,
  service: string,
): CellView | undefined {
  if (typeof cells === "string") throw new Error(cells);
  return cells[sources.findIndex(({ id }) => id === source)]?.[
    services.findIndex(({ id }) => id === service)
  ];
}

it("has everybody, the panel and the networks in lines, the named ones first; SSH, services and listeners in columns", async () => {
  await draft();
  const grid = await readReach(owner, { hostId });
  expect(grid.rules).toBe("draft");
  expect(grid.sources.map(({ id }) => id)).toEqual(["anyone", "panel", "network:office", "network:a-first"]);
  expect(grid.services.map(({ id, parts, programs }) => [id, parts.join(), programs.join()])).toEqual([
    ["service:ssh", "tcp 22", "sshd"],
    ["service:http", "tcp 80", ""],
    ["service:https", "tcp 443", ""],
    // Nobody named it, and redis listens on the loopback alone.
    ["port:tcp:5432", "tcp 5432", "postgres"],
  ]);
});

it("says of the draft and of the live rules what each family says", async () => {
  await draft();
  const grid = await readReach(owner, { hostId });
  expect(cellOf(grid, "anyone", "service:https")).toEqual({ 4: "everyone", 6: "everyone" });
  expect(cellOf(grid, "anyone", "service:ssh")).toEqual({ 4: "some", 6: "some" });
  expect(cellOf(grid, "network:office", "port:tcp:5432")).toEqual({ 4: "everyone", 6: "everyone" });
  expect(cellOf(grid, "network:a-first", "port:tcp:5432")).toEqual({ 4: "nobody", 6: "not-asked" });
  expect(cellOf(grid, "panel", "service:ssh")).toEqual({ 4: "everyone", 6: "not-asked" });
  // The live tables accept all.
  const live = await readReach(owner, { hostId, rules: "live" });
  expect(cellOf(live, "network:a-first", "port:tcp:5432")).toEqual({ 4: "everyone", 6: "not-asked" });
});

it("says why there is no grid", async () => {
  expect((await readReach(owner, { hostId })).rules).toBe("live");
  expect((await readReach(owner, { hostId, rules: "draft" })).cells).toBe("no-draft");
  await startDraft(owner, { hostId, role: "public-web-server" });
  expect((await readReach(owner, { hostId })).cells).toBe("not-compiled");
  await db.host.update({ where: { id: hostId }, data: { facts: {} } });
  expect((await readReach(owner, { hostId })).cells).toBe("not-inspected");
});

it("tells one cell at length: exactly who, a packet of them, and the line of the policy that decides", async () => {
  await draft();
  const cell = await readReachCell(owner, { hostId, source: "anyone", service: "service:ssh" });
  const [four, six] = typeof cell.families === "string" ? [] : cell.families;
  expect(four).toMatchObject({
    family: 4,
    cell: "some",
    parts: [
      {
        name: "tcp 22",
        open: {
          peers: { except: false, terms: [{ kind: "network", name: "office" }], more: 0 },
          rule: { table: "filter", rule: { origin: { rule: { id: "admin", networks: ["office"] } } } },
          sample: { port: 22, question: { proto: "tcp", way: "in" } },
        },
        depends: null,
      },
    ],
  });
  expect(four?.parts[0]?.open?.sample.from).toMatch(/^203\.0\.113\./);
  expect(four?.parts[0]?.shut?.rule?.rule.chain).toBe("SEKISHO-IN");
  expect(six?.parts[0]?.open?.peers?.terms).toEqual([{ kind: "network", name: "office" }]);
  expect(cell.lines.networks.office).toEqual({ lines: ["203.0.113.0/24", "2001:db8:9::/48"], count: 2 });
  await expect(
    readReachCell(owner, { hostId, source: "network:gone", service: "service:ssh" }),
  ).rejects.toMatchObject({ code: "cell-not-found", status: 404 });
});
