import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { actingAs, freshPanel, sampleFacts } from "../fresh-panel";
import { announceApply } from "./apply-topic";
import { watchApply } from "./watch-apply";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const viewer = actingAs("viewer");
let panel: Awaited<ReturnType<typeof freshPanel>>;
beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: "h", ...host } });
  await db.revision.create({ data: { id: "r", policy: {}, hash: "", createdBy: "x" } });
  await db.rollout.create({ data: { id: "o", revisionId: "r", createdBy: "x" } });
  const frozen = { facts: sampleFacts(), rules4: "", hash: "", roles: ["blank"], summary: [] };
  const row = { id: "a", rolloutId: "o", hostId: "h", revisionId: "r", number: 1, createdBy: "x" };
  await db.apply.create({ data: { ...row, ...frozen, confirmMode: "proven", timeoutSeconds: 60 } });
});
afterEach(() => panel.remove());

const set = async (data: { phase: string; finishedAt?: Date }) => {
  await db.apply.update({ where: { id: "a" }, data });
  announceApply("a");
};

it("shows where an apply stands, then each change, and ends with the apply", async () => {
  const stream = watchApply(viewer, { applyId: "a" }, new AbortController().signal);
  expect((await stream.next()).value).toMatchObject({ phase: "queued", finishedAt: null });
  const next = stream.next();
  await set({ phase: "armed" });
  expect((await next).value).toMatchObject({ phase: "armed" });
  await set({ phase: "confirmed", finishedAt: new Date() });
  expect((await stream.next()).value).toMatchObject({ phase: "confirmed" });
  expect((await stream.next()).done).toBe(true);
});

it("misses no change that happens while nobody is reading", async () => {
  const stream = watchApply(viewer, { applyId: "a" }, new AbortController().signal);
  await stream.next();
  await set({ phase: "armed" });
  await set({ phase: "applied" });
  expect((await stream.next()).value).toMatchObject({ phase: "applied" });
});

it("ends when the reader leaves", async () => {
  const leaving = new AbortController();
  const stream = watchApply(viewer, { applyId: "a" }, leaving.signal);
  await stream.next();
  const next = stream.next();
  leaving.abort();
  expect((await next).done).toBe(true);
});
