import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { transaction } from "@/lib/server/db/transaction";
import { freshPanel, sampleFacts } from "../fresh-panel";
import { findStandings } from "./find-standings";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let panel: Awaited<ReturnType<typeof freshPanel>>;
beforeEach(async () => {
  panel = await freshPanel();
});
afterEach(() => panel.remove());

/** A host whose applies 1, 2, 3 … stand in these phases; `phase/outcome` is a drill. */
async function hostWith(name: string, phases: readonly string[]): Promise<string> {
  const id = randomUUID();
  await db.host.create({ data: { id, name, kind: "ssh", address: "198.51.100.7", port: 22, user: "root" } });
  for (const [index, written] of phases.entries()) {
    const [phase = "", drill = null] = written.split("/");
    await db.apply.create({
      data: {
        id: `${name} ${index + 1}`,
        host: { connect: { id } },
        revision: { connect: { id: "r" } },
        rollout: { connect: { id: "o" } },
        number: index + 1,
        facts: sampleFacts(),
        rules4: "",
        hash: "",
        roles: [],
        summary: [],
        confirmMode: "proven",
        timeoutSeconds: 60,
        phase,
        drill,
        createdBy: "x",
      },
    });
  }
  return id;
}

it("tells of each host the newest apply, the one that was confirmed last, and the one that is not over", async () => {
  await db.revision.create({ data: { id: "r", policy: {}, hash: "hash of r", createdBy: "x" } });
  await db.rollout.create({ data: { id: "o", revisionId: "r", createdBy: "x" } });
  const busy = await hostWith("busy", ["confirmed", "confirmed", "rolled_back", "waiting"]);
  const lost = await hostWith("lost", ["refused", "unknown"]);
  const calm = await hostWith("calm", ["rolled_back", "confirmed"]);
  const fresh = await hostWith("fresh", []);
  const standings = await transaction((tx) => findStandings(tx, [busy, lost, calm, fresh]));
  const ids = (hostId: string) => {
    const found = standings.get(hostId);
    return [found?.last?.id, found?.confirmed?.id, found?.pending?.id];
  };
  expect(ids(busy)).toEqual(["busy 4", "busy 2", "busy 4"]);
  expect(ids(lost)).toEqual(["lost 2", undefined, "lost 2"]);
  expect(ids(calm)).toEqual(["calm 2", "calm 2", undefined]);
  const nothing = { last: null, confirmed: null, pending: null, proven: null, observing: false };
  expect(standings.get(fresh)).toEqual(nothing);
  expect(standings.get(busy)?.confirmed?.revision.hash).toBe("hash of r");
});

it("does not take a drill that left all as it was for the last apply, but one whose rollback failed", async () => {
  await db.revision.create({ data: { id: "r", policy: {}, hash: "hash of r", createdBy: "x" } });
  await db.rollout.create({ data: { id: "o", revisionId: "r", createdBy: "x" } });
  const good = await hostWith("good", ["confirmed", "rolled_back/proven", "refused/not-proven"]);
  const bad = await hostWith("bad", ["confirmed", "rolled_back/proven", "rollback_failed/not-proven"]);
  const standings = await transaction((tx) => findStandings(tx, [good, bad]));
  const ids = (hostId: string) => [standings.get(hostId)?.last?.id, standings.get(hostId)?.proven?.id];
  expect(ids(good)).toEqual(["good 1", "good 2"]);
  expect(ids(bad)).toEqual(["bad 3", "bad 2"]);
});

it("says that a host observes by what was confirmed last, whatever was tried since", async () => {
  await db.revision.create({
    data: { id: "r", policy: { client: { observe: true } }, hash: "hash of r", createdBy: "x" },
  });
  await db.revision.create({ data: { id: "s", policy: { client: {} }, hash: "hash of s", createdBy: "x" } });
  await db.rollout.create({ data: { id: "o", revisionId: "r", createdBy: "x" } });
  const observes = await hostWith("observes", ["confirmed", "rolled_back"]);
  const tried = await hostWith("tried", ["refused"]);
  const protects = await hostWith("protects", ["confirmed", "confirmed"]);
  await db.apply.update({ where: { id: "observes 2" }, data: { revisionId: "s" } });
  await db.apply.update({ where: { id: "protects 2" }, data: { revisionId: "s" } });
  const standings = await transaction((tx) => findStandings(tx, [observes, tried, protects]));
  expect([observes, tried, protects].map((id) => standings.get(id)?.observing)).toEqual([true, false, false]);
});
