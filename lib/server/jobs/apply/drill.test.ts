import { expect, it, vi } from "vitest";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { startDrill } from "@/lib/server/services/drill/start-drill";
import { readHost } from "@/lib/server/services/host/read-host";
import { keep } from "@/lib/server/services/rollout/keep";
import { owner, pretendPanel } from "./testing/pretend-panel";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const panel = pretendPanel();

async function drillReady(): Promise<string> {
  const hostId = await panel.setUp();
  const runner = panel.startPanel("a");
  await panel.begin(hostId);
  await runner.idle();
  panel.world.host.locks = true;
  return hostId;
}

it("proves by a drill that the host brings its rules back by itself, and says since when", async () => {
  const hostId = await drillReady();
  const confirmed = panel.world.host.rules;
  const { applyId } = await startDrill(owner, { hostId });
  await panel.until(applyId, ({ phase }) => phase === "rolled_back");
  await panel.runners[0]?.idle();
  const drill = await readApply(owner, { applyId });
  expect(drill).toMatchObject({ phase: "rolled_back", reason: "expired", drill: "proven" });
  expect(drill.rules4).toContain(
    '-A SEKISHO-IN -s 203.0.113.9/32 -p tcp -m tcp --dport 22 --tcp-flags FIN,SYN,RST,ACK SYN -m comment --comment "drill: dropped on purpose" -j DROP\n-A SEKISHO-IN -j DROP',
  );
  const probes = drill.events.filter(({ kind }) => kind === "probed");
  expect(probes.length).toBeGreaterThan(1);
  expect(panel.world.host.rules).toBe(confirmed);
  const host = await readHost(owner, { hostId });
  expect(host).toMatchObject({
    rollbackProvenAt: drill.finishedAt,
    lastDrill: { applyId, outcome: "proven" },
    lastApply: { number: 1, phase: "confirmed" },
    lastConfirmed: { number: 1 },
  });
  expect(panel.errors).toEqual([]);
});

it("does not call a drill proven in which nobody was shut out, and keeps nothing though a connection got in", async () => {
  const hostId = await drillReady();
  panel.world.host.locks = false;
  const { applyId } = await startDrill(owner, { hostId });
  await panel.until(applyId, ({ phase }) => phase === "waiting" || phase === "rolled_back");
  await expect(keep(owner, { applyId })).rejects.toMatchObject({ code: "drill-keeps-nothing" });
  await panel.until(applyId, ({ phase }) => phase === "rolled_back");
  await panel.runners[0]?.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", drill: "not-blocked" });
  expect(panel.world.host.calls.filter((call) => call === "confirm")).toHaveLength(1);
  expect((await readHost(owner, { hostId })).rollbackProvenAt).toBeNull();
});

it("judges a drill by what is on record, also when the panel was killed while it was shut out", async () => {
  const hostId = await drillReady();
  panel.clock.hold();
  const { applyId } = await startDrill(owner, { hostId });
  await panel.until(applyId, ({ phase, attempting }) => phase === "applied" && attempting === null);
  await panel.runners.splice(0)[0]?.stop();
  panel.clock.move(40_000);
  const next = panel.startPanel("b");
  await next.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", drill: "proven" });
});

it("refuses a drill before rules are confirmed, while an apply is pending, and where the host's rules changed since", async () => {
  const hostId = await panel.setUp();
  await expect(startDrill(owner, { hostId })).rejects.toMatchObject({ code: "drill-nothing-confirmed" });
  const runner = panel.startPanel("a");
  await panel.begin(hostId);
  await expect(startDrill(owner, { hostId })).rejects.toMatchObject({ code: "apply-pending" });
  await runner.idle();
  panel.world.host.rules = "-A SEKISHO-IN -j ACCEPT\n";
  const { applyId } = await startDrill(owner, { hostId });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({
    phase: "refused",
    reason: "drill-changed",
    drill: "not-proven",
  });
  expect(panel.world.host.calls.filter((call) => call === "apply")).toHaveLength(1);
});
