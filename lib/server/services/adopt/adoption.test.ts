import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { manyRules } from "@/lib/core/adopt/testing/many-rules";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { mostRules } from "@/lib/core/policy/schema";
import { Analyst } from "@/lib/server/analysis/analyst";
import { db } from "@/lib/server/db/client";
import { readDraft } from "../draft/read-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel, sampleFacts } from "../fresh-panel";
import { adoptRules } from "./adopt-rules";
import { readAdoption } from "./read-adoption";
import { readWayMeaning } from "./read-way-meaning";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
const text = readFileSync(
  fileURLToPath(new URL("../../../core/adopt/testdata/hand.v4", import.meta.url)),
  "utf8",
);
let panel: Awaited<ReturnType<typeof freshPanel>>;

async function keepFacts(facts: HostFacts | null): Promise<void> {
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  const data = facts === null ? {} : { facts };
  await db.host.upsert({ where: { id: hostId }, create: { id: hostId, ...host, ...data }, update: data });
}

const live = (ipv4: string) => sampleFacts({ live: { ipv4, ipv6: "" } });

async function found(more: object = {}) {
  const { found: state } = await readAdoption(owner, { hostId, ...more });
  if (state.state !== "rules") throw new Error(state.state);
  return state;
}

beforeEach(async () => {
  panel = await freshPanel();
  await keepFacts(live(text));
});
afterEach(() => {
  vi.restoreAllMocks();
  return panel.remove();
});

it("says what there is to see: not inspected, unreadable, nothing, rules", async () => {
  expect((await found()).account).toHaveLength(11);
  await keepFacts(sampleFacts());
  expect((await readAdoption(owner, { hostId })).found).toEqual({ state: "nothing" });
  await keepFacts(live("*filter\n-A INPUT -s 300.1.1.1 -j DROP\nCOMMIT\n"));
  expect((await readAdoption(owner, { hostId })).found).toMatchObject({ state: "unreadable", family: 4 });
  await db.host.create({
    data: { id: "host-2", name: "n", kind: "ssh", address: "192.0.2.1", port: 22, user: "root" },
  });
  expect((await readAdoption(owner, { hostId: "host-2" })).found).toEqual({ state: "not-inspected" });
});

it("gives a new object another name where a stored one that cannot be read has it, and the draft names that", async () => {
  await db.networkObject.create({ data: { id: "odd", name: "192.0.2.0_27", entries: 7 } });
  const { ways } = await found();
  await adoptRules(owner, { hostId, choice: "adopt", hash: ways.adopt.hash });
  const draft = await readDraft(owner, { hostId });
  expect(draft.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(draft.objects.networks).toEqual([{ name: "192.0.2.0_27 2", entries: ["192.0.2.0/27"], note: "" }]);
});

it("writes the draft that was shown, with the objects that it needs, and puts it on record", async () => {
  const { ways } = await found();
  expect(ways.adopt.makes).toEqual({ networks: ["192.0.2.0_27"], services: [] });
  await adoptRules(owner, { hostId, choice: "adopt", hash: ways.adopt.hash });
  const draft = await readDraft(owner, { hostId });
  expect(draft.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  expect(draft.body.purposes[0]?.rules.map(({ id }) => id)).toEqual(["admin", "in-1", "in-2"]);
  expect(draft.objects.networks).toEqual([{ name: "192.0.2.0_27", entries: ["192.0.2.0/27"], note: "" }]);
  const record = await db.audit.findFirstOrThrow({ where: { verb: "draft.adopt" } });
  expect(record).toMatchObject({ objectId: hostId, detail: { choice: "adopt", networks: 1, services: 0 } });
});

it("finds its objects again instead of making them twice", async () => {
  const first = await found();
  await adoptRules(owner, { hostId, choice: "adopt", hash: first.ways.adopt.hash });
  const second = await found();
  expect(second.ways.adopt.makes).toEqual({ networks: [], services: [] });
  await adoptRules(owner, { hostId, choice: "adopt", hash: second.ways.adopt.hash });
  expect(await db.networkObject.count()).toBe(1);
});

it("refuses to write another draft than the one that was shown, and writes nothing then", async () => {
  const { ways } = await found();
  await keepFacts(live(text.replace("--dport 22 ", "--dport 2222 ")));
  await expect(adoptRules(owner, { hostId, choice: "adopt", hash: ways.adopt.hash })).rejects.toMatchObject({
    code: "adoption-changed",
    status: 409,
  });
  expect(await db.draft.count()).toBe(0);
  expect(await db.networkObject.count()).toBe(0);
});

it("does not mind counters that went on", async () => {
  const { ways } = await found();
  await keepFacts(live(text.replaceAll("[0:0]", "[17:4711]").replaceAll(/^-A/gm, "[3:180] -A")));
  await expect(adoptRules(owner, { hostId, choice: "adopt", hash: ways.adopt.hash })).resolves.toMatchObject({
    hostId,
  });
});

it("writes each way: beside hands on what it does not speak of, afresh is a role with this panel as administrator", async () => {
  await startDraft(owner, { hostId, role: "mail-server" });
  const { ways } = await found({ role: "public-web-server" });
  await adoptRules(owner, { hostId, choice: "beside", hash: ways.beside.hash, role: "public-web-server" });
  expect((await readDraft(owner, { hostId })).body).toMatchObject({
    otherwise: "hand-on",
    forward: "return",
  });
  await adoptRules(owner, { hostId, choice: "afresh", hash: ways.afresh.hash, role: "public-web-server" });
  const { body, version } = await readDraft(owner, { hostId });
  expect(body.purposes[0]).toMatchObject({
    role: "public-web-server",
    rules: [{ sources: ["panel"] }, { id: "web" }],
  });
  expect(version).toBe(3);
});

it("keeps IPv6 open only where that is wished", async () => {
  const closing = await found();
  expect(closing.forgotten).toBe(true);
  const keeping = await found({ keepForgotten: true });
  expect(keeping.ways.adopt.hash).not.toBe(closing.ways.adopt.hash);
  const closed = async (keepForgotten: boolean) => {
    const meaning = await readWayMeaning(owner, { hostId, choice: "adopt", keepForgotten });
    const rows = meaning?.told ? meaning.rows : [];
    return rows.filter(({ kind, families }) => kind === "closed" && families.includes(6)).length;
  };
  expect(await closed(false)).toBeGreaterThan(0);
  expect(await closed(true)).toBe(0);
});

it("says what each way would change for packets", async () => {
  const beside = await readWayMeaning(owner, { hostId, choice: "beside" });
  expect(beside).toMatchObject({ told: true, rows: [] });
  const adopted = await readWayMeaning(owner, { hostId, choice: "adopt", keepForgotten: true });
  expect(adopted?.told && adopted.rows.map(({ kind, way, services }) => [kind, way, services])).toEqual([
    ["closed", "in", { except: false, terms: [{ kind: "icmp-requests" }], more: 0 }],
  ]);
});

describe("more live rules than a policy holds", () => {
  const many = (count: number, more: object = {}) => ({
    ipv4: manyRules(4, count, more),
    ipv6: manyRules(6, 3),
  });

  it("writes a draft that hands on to those that stay, and says how many they are", async () => {
    await keepFacts(sampleFacts({ live: many(600) }));
    const { ways, full } = await found();
    expect(full).toEqual({ kept: 103, lost: 0 });
    await adoptRules(owner, { hostId, choice: "adopt", hash: ways.adopt.hash });
    const draft = await readDraft(owner, { hostId });
    expect(draft.body.purposes[0]?.rules).toHaveLength(mostRules);
    expect(draft.body.otherwise).toBe("hand-on");
    expect(draft.problems.filter(({ severity }) => severity === "error")).toEqual([]);
  });

  it("writes nothing where an apply would lose them: they stand in chains of ours", async () => {
    await keepFacts(sampleFacts({ live: many(600, { chain: "SEKISHO-IN" }) }));
    const { ways } = await found();
    await expect(adoptRules(owner, { hostId, choice: "adopt", hash: ways.adopt.hash })).rejects.toMatchObject(
      { code: "adoption-too-many", params: { most: mostRules, lost: 102 } },
    );
    expect([await db.draft.count(), await db.networkObject.count()]).toEqual([0, 0]);
    await adoptRules(owner, { hostId, choice: "beside", hash: ways.beside.hash });
    expect(await db.draft.count()).toBe(1);
  });

  it("reads five thousand in the analysis thread, so that no other page waits", async () => {
    await keepFacts(sampleFacts({ live: many(5000) }));
    const asked = vi.spyOn(Analyst.prototype, "ask");
    const { account, full } = await found();
    expect(asked.mock.calls.map(([kind]) => kind)).toEqual(["import"]);
    expect(account.length).toBeGreaterThan(5000);
    expect(full?.kept).toBe(4503);
  });
});

describe("where the analysis thread has no answer", () => {
  it("says so instead of failing, and writes nothing", async () => {
    const { ways } = await found();
    vi.spyOn(Analyst.prototype, "ask").mockResolvedValue({ ok: false, why: "too-long" });
    await keepFacts(live(text.replace("--dport 22 ", "--dport 2244 ")));
    expect((await readAdoption(owner, { hostId })).found).toEqual({ state: "no-answer", why: "too-long" });
    expect(await readWayMeaning(owner, { hostId, choice: "adopt" })).toEqual({
      told: false,
      why: "too-long",
    });
    await expect(adoptRules(owner, { hostId, choice: "adopt", hash: ways.adopt.hash })).rejects.toMatchObject(
      { code: "adoption-no-answer", status: 503 },
    );
    expect(await db.draft.count()).toBe(0);
  });
});
