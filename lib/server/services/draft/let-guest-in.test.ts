import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { actingAs, freshPanel, sampleFacts } from "../fresh-panel";
import { letGuestIn } from "./let-guest-in";
import { readDraft } from "./read-draft";
import { startDraft } from "./start-draft";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host, facts: sampleFacts() } });
});
afterEach(() => panel.remove());

const guest = { hostId, address: "2001:DB8:0::5", service: "ssh", hours: 2 };

it("puts a rule that ends in so many hours into the draft, with a network of that address alone, and both on record", async () => {
  await startDraft(owner, { hostId, role: "blank" });
  const before = Date.now();
  const { until } = await letGuestIn(owner, guest);
  expect(Math.abs(Date.parse(until) - before - 2 * 3_600_000)).toBeLessThan(60_000);
  const { body } = await readDraft(owner, { hostId });
  const rule = body.purposes.flatMap(({ rules }) => rules).find((one) => one.until !== undefined);
  expect(rule).toMatchObject({ until, services: ["ssh"], sources: ["guest 2001-db8--5"], admin: false });
  expect(await db.networkObject.findUnique({ where: { name: "guest 2001-db8--5" } })).toMatchObject({
    entries: ["2001:db8::5"],
  });
  const verbs = (await db.audit.findMany()).map(({ verb }) => verb);
  expect(verbs).toEqual(expect.arrayContaining(["network.add", "draft.let-in"]));
});

it("uses the network that is this address already", async () => {
  await startDraft(owner, { hostId, role: "blank" });
  await db.networkObject.create({ data: { id: "n", name: "home", entries: ["2001:db8::5"] } });
  await letGuestIn(owner, guest);
  const { body } = await readDraft(owner, { hostId });
  expect(body.purposes.flatMap(({ rules }) => rules).map(({ sources }) => sources.join())).toContain("home");
  expect(await db.networkObject.count()).toBe(1);
});

it("uses no network that cannot be read, and gives its name to no other", async () => {
  await startDraft(owner, { hostId, role: "blank" });
  await db.networkObject.create({ data: { id: "long", name: "x".repeat(64), entries: ["2001:db8::5"] } });
  await db.networkObject.create({ data: { id: "odd", name: "guest 2001-db8--5", entries: 7 } });
  await letGuestIn(owner, guest);
  const { body } = await readDraft(owner, { hostId });
  const sources = body.purposes.flatMap(({ rules }) => rules).map((rule) => rule.sources.join());
  expect(sources).toContain("guest 2001-db8--5 2");
});

it("lets in a network by its name", async () => {
  await startDraft(owner, { hostId, role: "blank" });
  await db.networkObject.create({ data: { id: "n", name: "branch", entries: ["192.0.2.32/27"] } });
  const whole = { hostId, network: "branch", service: "ssh", hours: 2 };
  const { until } = await letGuestIn(owner, whole);
  const { body } = await readDraft(owner, { hostId });
  const rule = body.purposes.flatMap(({ rules }) => rules).find((one) => one.until !== undefined);
  expect(rule).toMatchObject({ until, services: ["ssh"], sources: ["branch"] });
  expect(await db.networkObject.count()).toBe(1);
  const gone = letGuestIn(owner, { ...whole, network: "gone" });
  await expect(gone).rejects.toMatchObject({ code: "guest-network", params: { network: "gone" } });
  await expect(letGuestIn(owner, { ...guest, network: "branch" })).rejects.toMatchObject({
    code: "bad-input",
  });
});

it.each<[string, string, Partial<typeof guest>]>([
  ["blank", "guest-address", { address: "203.0.113.0/24" }],
  ["blank", "guest-service", { service: "gopher" }],
  ["blank", "bad-input", { hours: 0 }],
  ["egress-sandbox", "guest-sandbox", {}],
])("on a draft of %s refuses with %s: %j", async (role, code, part) => {
  await startDraft(owner, { hostId, role });
  const { body } = await readDraft(owner, { hostId });
  await expect(letGuestIn(owner, { ...guest, ...part })).rejects.toMatchObject({ code });
  expect((await readDraft(owner, { hostId })).body).toEqual(body);
  expect(await db.networkObject.count(), "nothing is left behind").toBe(0);
});

it("needs a draft to put it into", async () => {
  await expect(letGuestIn(owner, guest)).rejects.toMatchObject({ code: "no-draft" });
});
