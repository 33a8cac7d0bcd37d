import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { onApply } from "@/lib/server/services/apply/apply-topic";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { saveDraft } from "@/lib/server/services/draft/save-draft";
import { startDraft } from "@/lib/server/services/draft/start-draft";
import { startDrill } from "@/lib/server/services/drill/start-drill";
import { actingAs, freshPanel, sampleFingerprint } from "@/lib/server/services/fresh-panel";
import { addHost } from "@/lib/server/services/host/add-host";
import { archiveHost } from "@/lib/server/services/host/archive-host";
import { inspectHost } from "@/lib/server/services/host/inspect-host";
import { readHost } from "@/lib/server/services/host/read-host";
import { setHostGateway } from "@/lib/server/services/host-gateway";
import { makeKey } from "@/lib/server/services/key/make-key";
import { saveNetwork } from "@/lib/server/services/object/save-network";
import { readReview } from "@/lib/server/services/review/read-review";
import { keep } from "@/lib/server/services/rollout/keep";
import { reInspect } from "@/lib/server/services/rollout/re-inspect";
import { rollBack } from "@/lib/server/services/rollout/roll-back";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";
import { makeHostGateway } from "../host-gateway";
import { hostTarget } from "../host-target";
import { type Runner, startRunner } from "../runner";
import { applyRevision } from "./apply-revision";
import { jumpingClock, type Mishap, pretendHost } from "./pretend-host";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
let panel: Awaited<ReturnType<typeof freshPanel>>;
let clock: ReturnType<typeof jumpingClock>;
let world: ReturnType<typeof pretendHost>;
const runners: Runner[] = [];
const errors: unknown[] = [];

/** Starts a panel's jobs; `owner` names a process that is long gone, so that the next start takes its jobs over. */
function startPanel(name: string): Runner {
  const { connector } = world;
  const runner = startRunner({
    handlers: { apply: applyRevision({ connector, targetOf: hostTarget, clock }) },
    onError: (error) => errors.push(error),
    owner: `another-boot/1/1/${name}`,
    clock,
  });
  setHostGateway(makeHostGateway(connector, runner.wake));
  runners.push(runner);
  return runner;
}

async function setUp(options: { locks?: boolean } = {}): Promise<string> {
  world = pretendHost(clock, options);
  setHostGateway(makeHostGateway(world.connector, () => {}));
  const { keyId } = await makeKey(owner, { name: "panel" });
  const { hostId } = await addHost(owner, {
    name: "web 1",
    address: "198.51.100.7",
    fingerprint: sampleFingerprint,
    auth: { kind: "made-key", keyId },
  });
  await inspectHost(owner, { hostId });
  await saveNetwork(owner, { name: "admin", entries: ["203.0.113.9"] });
  const { version } = await startDraft(owner, { hostId, role: "blank" });
  const body = startingBody("blank");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => ({ ...rule, sources: ["admin"] })),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  return hostId;
}

async function begin(hostId: string, more: Record<string, unknown> = {}): Promise<string> {
  const review = await readReview(owner, { hostId });
  expect(review.gate.problems).toEqual([]);
  return (await startRollout(owner, { hostId, hash: review.hash, ...more })).applyId;
}

/** Waits until the apply's row says what is asked for. */
async function until(applyId: string, holds: (row: { phase: string; attempting: string | null }) => boolean) {
  for (;;) {
    const changed = new Promise<void>((resolve) => {
      const off = onApply(applyId, () => {
        off();
        resolve();
      });
    });
    const row = await db.apply.findUniqueOrThrow({ where: { id: applyId } });
    if (holds(row)) return row;
    await changed;
  }
}

beforeEach(async () => {
  panel = await freshPanel();
  clock = jumpingClock();
  errors.length = 0;
});
afterEach(async () => {
  await Promise.all(runners.splice(0).map((runner) => runner.stop()));
  await panel.remove();
});

it("applies, proves over a new connection, confirms, and has all of it on record", async () => {
  const hostId = await setUp();
  const runner = startPanel("a");
  const applyId = await begin(hostId);
  await runner.idle();
  const apply = await readApply(owner, { applyId });
  expect(errors).toEqual([]);
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
  const loads = world.connector.runs.filter((run) => /^phase (apply|confirm)/m.test(run.script));
  expect(loads[0]?.connection).not.toBe(loads[1]?.connection);
  expect(world.host.standing).toBe("confirmed");
  expect(world.connector.open()).toBe(0);
});

it("ends rolled back when the new rules lock the panel out, and says that the host did it", async () => {
  const hostId = await setUp({ locks: true });
  const runner = startPanel("a");
  const applyId = await begin(hostId);
  await runner.idle();
  const apply = await readApply(owner, { applyId });
  expect(apply).toMatchObject({ phase: "rolled_back", reason: "expired" });
  expect(apply.events.filter((event) => event.kind === "probed").length).toBeGreaterThan(2);
  expect(world.host.calls).not.toContain("confirm");
  expect(world.host.rules).toBe("");
});

it("waits for the operator when asked to, and keeps on his word", async () => {
  const hostId = await setUp();
  const runner = startPanel("a");
  clock.hold();
  const applyId = await begin(hostId, { confirmMode: "ask" });
  await until(applyId, ({ phase }) => phase === "waiting");
  expect((await readApply(owner, { applyId })).countdown?.remainingSeconds).toBeGreaterThan(60);
  await keep(owner, { applyId });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "confirmed", wish: "keep" });
});

it("brings the old rules back on the operator's word", async () => {
  const hostId = await setUp();
  const runner = startPanel("a");
  clock.hold();
  const applyId = await begin(hostId, { confirmMode: "ask" });
  await until(applyId, ({ phase }) => phase === "waiting");
  await rollBack(owner, { applyId });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", reason: "cancelled" });
  await expect(keep(owner, { applyId })).rejects.toMatchObject({ code: "apply-over" });
});

it("ends one way when two browsers press Keep and Roll back at once, and the host stands where the record says", async () => {
  for (const first of [keep, rollBack]) {
    await panel.remove();
    panel = await freshPanel();
    const hostId = await setUp();
    const runner = startPanel("a");
    clock.hold();
    const applyId = await begin(hostId, { confirmMode: "ask" });
    await until(applyId, ({ phase }) => phase === "waiting");
    const second = first === keep ? rollBack : keep;
    await Promise.allSettled([first(owner, { applyId }), second(owner, { applyId })]);
    await runner.idle();
    const { phase } = await readApply(owner, { applyId });
    expect(["confirmed", "rolled_back"]).toContain(phase);
    expect(world.host.standing === "confirmed", phase).toBe(phase === "confirmed");
    expect(errors).toEqual([]);
    await runner.stop();
  }
});

it("refuses a second apply while one is pending, with the time that is left", async () => {
  const hostId = await setUp();
  startPanel("a");
  clock.hold();
  const applyId = await begin(hostId, { confirmMode: "ask" });
  await until(applyId, ({ phase }) => phase === "waiting");
  const review = await readReview(owner, { hostId, fresh: false });
  await expect(startRollout(owner, { hostId, hash: review.hash })).rejects.toMatchObject({
    code: "apply-pending",
    params: { number: 1, applyId },
  });
});

it("refuses what was not shown: the draft, an object or the host's rules changed since", async () => {
  const hostId = await setUp();
  startPanel("a");
  const { hash } = await readReview(owner, { hostId });
  const network = await db.networkObject.findFirstOrThrow({ where: { name: "admin" } });
  await saveNetwork(owner, { id: network.id, name: "admin", entries: ["203.0.113.8/29"] });
  await expect(startRollout(owner, { hostId, hash })).rejects.toMatchObject({ code: "review-outdated" });
  expect(await db.apply.count()).toBe(0);
  expect(await db.job.count()).toBe(0);
});

it("refuses, with the host untouched, when somebody changed our chains between the click and the job", async () => {
  const hostId = await setUp();
  const applyId = await begin(hostId);
  world.host.rules = "-A SEKISHO-IN -j ACCEPT\n";
  await startPanel("a").idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "refused", reason: "drift" });
  expect(world.host.calls).not.toContain("apply");
});

it("refuses an unreachable host and says why; the next apply may start at once", async () => {
  const hostId = await setUp();
  const applyId = await begin(hostId);
  world.host.fault = { code: "refused", detail: "ECONNREFUSED" };
  const runner = startPanel("a");
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "refused", reason: "host-refused" });
  world.host.fault = null;
  const again = await begin(hostId);
  await runner.idle();
  expect(await readApply(owner, { applyId: again })).toMatchObject({ phase: "confirmed", number: 2 });
});

it("asks the host when the answer to an apply was lost, and believes only the host", async () => {
  for (const when of ["before", "after"] as const) {
    await panel.remove();
    panel = await freshPanel();
    const hostId = await setUp();
    world.host.mishaps = [{ call: "apply", kind: "cut", when }];
    const applyId = await begin(hostId);
    await startPanel("a").idle();
    const apply = await readApply(owner, { applyId });
    expect(apply.events.map((event) => event.kind)).toContain("status");
    expect(apply.phase).toBe(when === "before" ? "refused" : "confirmed");
  }
});

it("says unknown of a host that went silent, blocks the next apply, and finds the truth when asked again", async () => {
  const hostId = await setUp();
  world.host.mishaps = [{ call: "apply", kind: "silence", when: "after" }];
  const applyId = await begin(hostId);
  const runner = startPanel("a");
  await runner.idle();
  const silent = await readApply(owner, { applyId });
  expect(silent).toMatchObject({ phase: "unknown", running: false, finishedAt: null });
  const review = await readReview(owner, { hostId, fresh: false });
  await expect(startRollout(owner, { hostId, hash: review.hash })).rejects.toMatchObject({
    code: "apply-unknown",
  });
  world.host.fault = null;
  await reInspect(owner, { applyId });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", reason: "expired" });
});

it("lets a host go that runs an apply only when the truth of it cannot be had any more", async () => {
  const hostId = await setUp();
  world.host.mishaps = [{ call: "apply", kind: "silence", when: "after" }];
  const applyId = await begin(hostId);
  await expect(archiveHost(owner, { hostId })).rejects.toMatchObject({ code: "apply-pending" });
  await startPanel("a").idle();
  await archiveHost(owner, { hostId });
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "unknown" });
});

it("tells a reboot while pending from every other end", async () => {
  const hostId = await setUp();
  clock.hold();
  const runner = startPanel("a");
  const applyId = await begin(hostId, { confirmMode: "ask" });
  await until(applyId, ({ phase }) => phase === "waiting");
  world.host.reboot();
  await keep(owner, { applyId });
  await runner.stop();
  startPanel("b");
  const row = await until(applyId, ({ phase }) => phase === "rolled_back" || phase === "unknown");
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
    const hostId = await setUp();
    world.host.mishaps = [{ call: at, kind: "hang", when }];
    startPanel("killed");
    // The killed panel's review must not meet the mishap that is meant for its job.
    const mishaps = world.host.mishaps.splice(0);
    const review = await readReview(owner, { hostId });
    world.host.mishaps.push(...mishaps);
    const { applyId } = await startRollout(owner, { hostId, hash: review.hash });
    await until(applyId, (row) => row.attempting === attempting);
    while (world.host.mishaps.length > 0) await new Promise((resolve) => setImmediate(resolve));

    await startPanel("next").idle();
    const apply = await readApply(owner, { applyId });
    expect(apply.phase).toBe(ends);
    expect(apply.events.map((event) => event.kind)).toContain("resumed");
    expect(apply.events.map((event) => event.sequence)).toEqual(
      apply.events.map((_event, index) => index + 1),
    );
    expect(world.host.standing).toBe(ends === "refused" ? "unknown-id" : ends);
    expect(world.host.calls.filter((call) => call === "apply").length).toBe(1);
  });
}

async function drillReady(): Promise<string> {
  const hostId = await setUp();
  const runner = startPanel("a");
  await begin(hostId);
  await runner.idle();
  world.host.locks = true;
  return hostId;
}

it("proves by a drill that the host brings its rules back by itself, and says since when", async () => {
  const hostId = await drillReady();
  const confirmed = world.host.rules;
  const { applyId } = await startDrill(owner, { hostId });
  await until(applyId, ({ phase }) => phase === "rolled_back");
  await runners[0]?.idle();
  const drill = await readApply(owner, { applyId });
  expect(drill).toMatchObject({ phase: "rolled_back", reason: "expired", drill: "proven" });
  expect(drill.rules4).toContain(
    '-A SEKISHO-IN -s 203.0.113.9/32 -p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -m comment --comment "drill: dropped on purpose" -j DROP\n-A SEKISHO-IN -j DROP',
  );
  const probes = drill.events.filter(({ kind }) => kind === "probed");
  expect(probes.length).toBeGreaterThan(1);
  expect(world.host.rules).toBe(confirmed);
  const host = await readHost(owner, { hostId });
  expect(host).toMatchObject({
    rollbackProvenAt: drill.finishedAt,
    lastDrill: { applyId, outcome: "proven" },
    lastApply: { number: 1, phase: "confirmed" },
    lastConfirmed: { number: 1 },
  });
  expect(errors).toEqual([]);
});

it("does not call a drill proven in which nobody was shut out, and keeps nothing though a connection got in", async () => {
  const hostId = await drillReady();
  world.host.locks = false;
  const { applyId } = await startDrill(owner, { hostId });
  await until(applyId, ({ phase }) => phase === "waiting" || phase === "rolled_back");
  await expect(keep(owner, { applyId })).rejects.toMatchObject({ code: "drill-keeps-nothing" });
  await until(applyId, ({ phase }) => phase === "rolled_back");
  await runners[0]?.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", drill: "not-blocked" });
  expect(world.host.calls.filter((call) => call === "confirm")).toHaveLength(1);
  expect((await readHost(owner, { hostId })).rollbackProvenAt).toBeNull();
});

it("judges a drill by what is on record, also when the panel was killed while it was shut out", async () => {
  const hostId = await drillReady();
  clock.hold();
  const { applyId } = await startDrill(owner, { hostId });
  await until(applyId, ({ phase, attempting }) => phase === "applied" && attempting === null);
  await runners.splice(0)[0]?.stop();
  clock.move(40_000);
  const next = startPanel("b");
  await next.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", drill: "proven" });
});

it("refuses a drill before rules are confirmed, while an apply is pending, and where the host's rules changed since", async () => {
  const hostId = await setUp();
  await expect(startDrill(owner, { hostId })).rejects.toMatchObject({ code: "drill-nothing-confirmed" });
  const runner = startPanel("a");
  await begin(hostId);
  await expect(startDrill(owner, { hostId })).rejects.toMatchObject({ code: "apply-pending" });
  await runner.idle();
  world.host.rules = "-A SEKISHO-IN -j ACCEPT\n";
  const { applyId } = await startDrill(owner, { hostId });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({
    phase: "refused",
    reason: "drill-changed",
    drill: "not-proven",
  });
  expect(world.host.calls.filter((call) => call === "apply")).toHaveLength(1);
});
