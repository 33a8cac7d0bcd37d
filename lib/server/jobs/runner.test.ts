import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { freshPanel } from "@/lib/server/services/fresh-panel";
import { systemClock } from "./clock";
import { leaseFree, leaseSpan, renewLease } from "./lease";
import { isDead, ownName } from "./owner";
import { type Runner, startRunner } from "./runner";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let panel: Awaited<ReturnType<typeof freshPanel>>;
const runners: Runner[] = [];
const now = new Date("2026-11-22T00:00:00Z");
const later = new Date(now.getTime() + leaseSpan + 1);

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: "h", ...host } });
  await db.job.create({ data: { id: "j", kind: "apply", hostId: "h", payload: { applyId: "a" } } });
});
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  await panel.remove();
});

const start = (handler: Parameters<typeof startRunner>[0]["handlers"][string], errors: unknown[] = []) => {
  const runner = startRunner({ handlers: { apply: handler }, onError: (error) => errors.push(error) });
  runners.push(runner);
  return runner;
};

it("gives a job to one of two owners", async () => {
  const [a, b] = await Promise.all([leaseFree(ownName(), now), leaseFree(ownName(), now)]);
  expect([...a, ...b]).toHaveLength(1);
});

it("leaves a leased job to a living process until the lease runs out", async () => {
  const first = ownName();
  expect(await leaseFree(first, now)).toHaveLength(1);
  expect(await leaseFree(ownName(), now)).toEqual([]);
  expect(await leaseFree(ownName(), later)).toHaveLength(1);
  expect(await renewLease("j", first, later)).toBe(false);
});

it("takes over at once from a process that is gone, and from one of another boot", async () => {
  const [boot, pid, startTime] = ownName().split("/");
  expect(isDead(`${boot}/${pid}/${startTime}/x`)).toBe(false);
  for (const gone of [`${boot}/4194305/1/x`, `${boot}/${pid}/1/x`, `other/${pid}/${startTime}/x`]) {
    await db.job.update({ where: { id: "j" }, data: { leaseOwner: gone, leaseUntil: later } });
    expect(await leaseFree(ownName(), now), gone).toHaveLength(1);
  }
});

it("holds at most one unfinished job a host", async () => {
  const second = { id: "k", kind: "apply", hostId: "h", payload: {} };
  await expect(db.job.create({ data: second })).rejects.toThrow();
  await start(async () => "over").idle();
  await db.job.create({ data: second });
});

it("gives a job back when the panel stops, and the next start goes on with it", async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  const runner = start(async (_job, { signal }) => {
    begin();
    await systemClock.wait(60_000, signal);
    return "later";
  });
  await begun;
  await runner.stop();
  expect(await db.job.findUnique({ where: { id: "j" } })).toMatchObject({
    leaseOwner: null,
    finishedAt: null,
  });
  const attempts: number[] = [];
  await start(async (job) => {
    attempts.push(job.attempts);
    return "over";
  }).idle();
  expect(attempts).toEqual([2]);
});

it("keeps a job that fell over, with the error on record, and tries it again after a pause", async () => {
  const errors: unknown[] = [];
  await start(() => Promise.reject(new Error("a fault of ours")), errors).idle();
  expect(errors).toHaveLength(1);
  const job = await db.job.findUniqueOrThrow({ where: { id: "j" } });
  expect(job).toMatchObject({ finishedAt: null, error: "a fault of ours" });
  expect(await leaseFree(ownName(), new Date(Date.now() + 60_000))).toHaveLength(1);
});

it("goes on with a job of its own that fell over while the database could not be written", async () => {
  const runner = start(async () => {
    // As if giving the job back had failed: it stays leased to this process, for long.
    await new Promise<void>((resolve) => setImmediate(resolve));
    return "over";
  });
  await runner.idle();
  const us = ownName();
  const again = { finishedAt: null, leaseOwner: us, leaseUntil: new Date(Date.now() + 60_000) };
  await db.job.update({ where: { id: "j" }, data: again });
  expect(await leaseFree(us, new Date(), (id) => id === "j")).toEqual([]);
  expect(await leaseFree(ownName(), new Date())).toEqual([]);
  expect(await leaseFree(us, new Date())).toHaveLength(1);
});
