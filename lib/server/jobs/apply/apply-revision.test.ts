import { expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { archiveHost } from "@/lib/server/services/host/archive-host";
import { saveNetwork } from "@/lib/server/services/object/save-network";
import { readReview } from "@/lib/server/services/review/read-review";
import { keep } from "@/lib/server/services/rollout/keep";
import { reInspect } from "@/lib/server/services/rollout/re-inspect";
import { rollBack } from "@/lib/server/services/rollout/roll-back";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import type { Mishap } from "./pretend-host";
import { owner, pretendPanel } from "./testing/pretend-panel";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const panel = pretendPanel();

it("applies, proves over a new connection, confirms, and has all of it on record", async () => {
  const hostId = await panel.setUp();
  const runner = panel.startPanel("a");
  const applyId = await panel.begin(hostId);
  await runner.idle();
  const apply = await readApply(owner, { applyId });
  expect(panel.errors).toEqual([]);
  expect(apply).toMatchObject({
    number: 1,
    phase: "confirmed",
    reason: null,
    running: false,
    countdown: null,
  });
  expect(apply.finishedAt).not.toBeNull();
  expect(apply.events.map((event) => event.kind)).toEqual([
    "start",
    "inspected",
    "live-before",
    "armed",
    "applied",
    "probed",
    "confirmed",
    "live-after",
  ]);
  expect(apply.events.find((event) => event.kind === "armed")?.answer).toContain("SEKISHO:ARMED");
  // This host has no IPv6, so nothing is left unproven.
  expect(apply.events.find((event) => event.kind === "probed")?.detail).toMatchObject({
    ssh: { passed: true, family: "ipv4", unproven: "none" },
  });
  expect(apply.liveBefore?.ipv4).not.toContain("SEKISHO-IN");
  expect(apply.liveAfter?.ipv4).toContain("-A SEKISHO-IN");
  expect(apply.source).toEqual({ address: "203.0.113.9", port: 40001 });
  const loads = panel.world.connector.runs.filter((run) => /^phase (apply|confirm)/m.test(run.script));
  expect(loads[0]?.connection).not.toBe(loads[1]?.connection);
  expect(panel.world.host.standing).toBe("confirmed");
  expect(panel.world.connector.open()).toBe(0);
});

it("ends rolled back when the new rules lock the panel out, and says that the host did it", async () => {
  const hostId = await panel.setUp({ locks: true });
  const runner = panel.startPanel("a");
  const applyId = await panel.begin(hostId);
  await runner.idle();
  const apply = await readApply(owner, { applyId });
  expect(apply).toMatchObject({ phase: "rolled_back", reason: "expired" });
  expect(apply.events.filter((event) => event.kind === "probed").length).toBeGreaterThan(2);
  expect(panel.world.host.calls).not.toContain("confirm");
  expect(panel.world.host.rules).toBe("");
});

it("ends an apply in its time although the panel's clock is set back by an hour meanwhile", async () => {
  const hostId = await panel.setUp();
  const runner = panel.startPanel("a");
  panel.clock.setAtNextWait(-3_600_000);
  const applyId = await panel.begin(hostId, { confirmMode: "ask" });
  const begun = panel.clock.steady();
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", reason: "expired" });
  expect(panel.clock.steady() - begun).toBeLessThan(200_000);
});

it("ends an apply in its time at whatever moment the panel's clock is set, by an hour to and fro", async () => {
  const hostId = await panel.setUp();
  const runner = panel.startPanel("a");
  const hour = 3_600_000;
  for (let reads = 1; reads <= 40; reads++) {
    panel.clock.setAfterReads(reads, reads % 2 === 0 ? hour : -hour);
    const applyId = await panel.begin(hostId, { confirmMode: "ask" });
    const begun = panel.clock.steady();
    await runner.idle();
    const { phase, reason } = await readApply(owner, { applyId });
    const seconds = (panel.clock.steady() - begun) / 1000;
    expect({ reads, phase, reason, late: seconds > 200 }).toEqual({
      reads,
      phase: "rolled_back",
      reason: "expired",
      late: false,
    });
  }
});

it("waits for the operator when asked to, and keeps on his word", async () => {
  const hostId = await panel.setUp();
  const runner = panel.startPanel("a");
  panel.clock.hold();
  const applyId = await panel.begin(hostId, { confirmMode: "ask" });
  await panel.until(applyId, ({ phase }) => phase === "waiting");
  expect((await readApply(owner, { applyId })).countdown?.remainingSeconds).toBeGreaterThan(60);
  await keep(owner, { applyId });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "confirmed", wish: "keep" });
});

it("brings the old rules back on the operator's word", async () => {
  const hostId = await panel.setUp();
  const runner = panel.startPanel("a");
  panel.clock.hold();
  const applyId = await panel.begin(hostId, { confirmMode: "ask" });
  await panel.until(applyId, ({ phase }) => phase === "waiting");
  await rollBack(owner, { applyId });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", reason: "cancelled" });
  await expect(keep(owner, { applyId })).rejects.toMatchObject({ code: "apply-over" });
});

it("ends one way when two browsers press Keep and Roll back at once, and the host stands where the record says", async () => {
  for (const first of [keep, rollBack]) {
    await panel.startOver();
    const hostId = await panel.setUp();
    const runner = panel.startPanel("a");
    panel.clock.hold();
    const applyId = await panel.begin(hostId, { confirmMode: "ask" });
    await panel.until(applyId, ({ phase }) => phase === "waiting");
    const second = first === keep ? rollBack : keep;
    await Promise.allSettled([first(owner, { applyId }), second(owner, { applyId })]);
    await runner.idle();
    const { phase } = await readApply(owner, { applyId });
    expect(["confirmed", "rolled_back"]).toContain(phase);
    expect(panel.world.host.standing === "confirmed", phase).toBe(phase === "confirmed");
    expect(panel.errors).toEqual([]);
    await runner.stop();
  }
});

it("refuses a second apply while one is pending, with the time that is left", async () => {
  const hostId = await panel.setUp();
  panel.startPanel("a");
  panel.clock.hold();
  const applyId = await panel.begin(hostId, { confirmMode: "ask" });
  await panel.until(applyId, ({ phase }) => phase === "waiting");
  const review = await readReview(owner, { hostId, fresh: false });
  await expect(startRollout(owner, { hostId, hash: review.hash })).rejects.toMatchObject({
    code: "apply-pending",
    params: { number: 1, applyId },
  });
});

it("refuses what was not shown: the draft, an object or the host's rules changed since", async () => {
  const hostId = await panel.setUp();
  panel.startPanel("a");
  const { hash } = await readReview(owner, { hostId });
  const network = await db.networkObject.findFirstOrThrow({ where: { name: "admin" } });
  await saveNetwork(owner, { id: network.id, name: "admin", entries: ["203.0.113.8/29"] });
  await expect(startRollout(owner, { hostId, hash })).rejects.toMatchObject({ code: "review-outdated" });
  expect(await db.apply.count()).toBe(0);
  expect(await db.job.count()).toBe(0);
});

it("refuses, with the host untouched, when somebody changed our chains between the click and the job", async () => {
  const hostId = await panel.setUp();
  const applyId = await panel.begin(hostId);
  panel.world.host.rules = "-A SEKISHO-IN -j ACCEPT\n";
  await panel.startPanel("a").idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "refused", reason: "drift" });
  expect(panel.world.host.calls).not.toContain("apply");
});

it("refuses an unreachable host and says why; the next apply may start at once", async () => {
  const hostId = await panel.setUp();
  const applyId = await panel.begin(hostId);
  panel.world.host.fault = { code: "refused", detail: "ECONNREFUSED" };
  const runner = panel.startPanel("a");
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "refused", reason: "host-refused" });
  panel.world.host.fault = null;
  const again = await panel.begin(hostId);
  await runner.idle();
  expect(await readApply(owner, { applyId: again })).toMatchObject({ phase: "confirmed", number: 2 });
});

it("asks the host when the answer to an apply was lost, and believes only the host", async () => {
  for (const when of ["before", "after"] as const) {
    await panel.startOver();
    const hostId = await panel.setUp();
    panel.world.host.mishaps = [{ call: "apply", kind: "cut", when }];
    const applyId = await panel.begin(hostId);
    await panel.startPanel("a").idle();
    const apply = await readApply(owner, { applyId });
    expect(apply.events.map((event) => event.kind)).toContain("status");
    expect(apply.phase).toBe(when === "before" ? "refused" : "confirmed");
  }
});

it("says unknown of a host that went silent, blocks the next apply, and finds the truth when asked again", async () => {
  const hostId = await panel.setUp();
  panel.world.host.mishaps = [{ call: "apply", kind: "silence", when: "after" }];
  const applyId = await panel.begin(hostId);
  const runner = panel.startPanel("a");
  await runner.idle();
  const silent = await readApply(owner, { applyId });
  expect(silent).toMatchObject({ phase: "unknown", running: false, finishedAt: null });
  const review = await readReview(owner, { hostId, fresh: false });
  await expect(startRollout(owner, { hostId, hash: review.hash })).rejects.toMatchObject({
    code: "apply-unknown",
  });
  panel.world.host.fault = null;
  await reInspect(owner, { applyId });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", reason: "expired" });
});

it("asks about the apply that it was asked about, also where an earlier one is dated later: the clock was set back", async () => {
  const hostId = await panel.setUp();
  const runner = panel.startPanel("a");
  await panel.begin(hostId);
  await runner.idle();
  await db.job.updateMany({ data: { createdAt: new Date(Date.now() + 400 * 24 * 3_600_000) } });
  panel.world.host.mishaps = [{ call: "apply", kind: "silence", when: "after" }];
  const applyId = await panel.begin(hostId);
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "unknown" });
  panel.world.host.fault = null;
  await reInspect(owner, { applyId });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", reason: "expired" });
});

it("lets a host go that runs an apply only when the truth of it cannot be had any more", async () => {
  const hostId = await panel.setUp();
  panel.world.host.mishaps = [{ call: "apply", kind: "silence", when: "after" }];
  const applyId = await panel.begin(hostId);
  await expect(archiveHost(owner, { hostId })).rejects.toMatchObject({ code: "apply-pending" });
  await panel.startPanel("a").idle();
  await archiveHost(owner, { hostId });
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "unknown" });
});

it("tells a reboot while pending from every other end", async () => {
  const hostId = await panel.setUp();
  panel.clock.hold();
  const runner = panel.startPanel("a");
  const applyId = await panel.begin(hostId, { confirmMode: "ask" });
  await panel.until(applyId, ({ phase }) => phase === "waiting");
  panel.world.host.reboot();
  await keep(owner, { applyId });
  await runner.stop();
  panel.startPanel("b");
  const row = await panel.until(applyId, ({ phase }) => phase === "rolled_back" || phase === "unknown");
  expect(row).toMatchObject({ phase: "rolled_back", reason: "lost-by-reboot" });
});

const kills: readonly { at: Mishap["call"]; when: Mishap["when"]; attempting: string; ends: string }[] = [
  { at: "inspect", when: "before", attempting: "inspect", ends: "confirmed" },
  { at: "apply", when: "before", attempting: "arm-and-load", ends: "refused" },
  { at: "apply", when: "after", attempting: "arm-and-load", ends: "confirmed" },
  { at: "confirm", when: "before", attempting: "confirm", ends: "confirmed" },
  { at: "confirm", when: "after", attempting: "confirm", ends: "confirmed" },
];
for (const { at, when, attempting, ends } of kills) {
  it(`goes on after a kill of the panel during ${at} (${when} the host acted) and records what the host says`, async () => {
    const hostId = await panel.setUp();
    panel.world.host.mishaps = [{ call: at, kind: "hang", when }];
    panel.startPanel("killed");
    // The killed panel's review must not meet the mishap that is meant for its job.
    const mishaps = panel.world.host.mishaps.splice(0);
    const review = await readReview(owner, { hostId });
    panel.world.host.mishaps.push(...mishaps);
    const { applyId } = await startRollout(owner, { hostId, hash: review.hash });
    await panel.until(applyId, (row) => row.attempting === attempting);
    while (panel.world.host.mishaps.length > 0) await new Promise((resolve) => setImmediate(resolve));

    await panel.startPanel("next").idle();
    const apply = await readApply(owner, { applyId });
    expect(apply.phase).toBe(ends);
    expect(apply.events.map((event) => event.kind)).toContain("resumed");
    expect(apply.events.map((event) => event.sequence)).toEqual(
      apply.events.map((_event, index) => index + 1),
    );
    expect(panel.world.host.standing).toBe(ends === "refused" ? "unknown-id" : ends);
    expect(panel.world.host.calls.filter((call) => call === "apply").length).toBe(1);
  });
}
