import { expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { listHosts } from "@/lib/server/services/host/list-hosts";
import { readHost } from "@/lib/server/services/host/read-host";
import { readLeave } from "@/lib/server/services/leave/read-leave";
import { readLeaveMeaning } from "@/lib/server/services/leave/read-leave-meaning";
import { startLeave } from "@/lib/server/services/leave/start-leave";
import { owner, pretendPanel } from "./testing/pretend-panel";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const panel = pretendPanel();
const name = "web 1";

/** A host with confirmed rules. */
async function managed(): Promise<string> {
  const hostId = await panel.setUp();
  const runner = panel.startPanel("a");
  await panel.begin(hostId);
  await runner.idle();
  return hostId;
}

it("says what leaving means, takes nothing for granted but the typed name, and archives the host once it is proven", async () => {
  const hostId = await managed();
  expect(await readLeave(owner, { hostId })).toMatchObject({
    hostName: name,
    number: 1,
    lockout: { answer: "gets-in" },
    pending: null,
  });
  expect(await readLeaveMeaning(owner, { hostId })).toMatchObject({ told: true });
  await expect(startLeave(owner, { hostId, name: "web 2" })).rejects.toMatchObject({ code: "leave-name" });
  expect(await db.job.count({ where: { finishedAt: null } })).toBe(0);

  const { applyId } = await startLeave(owner, { hostId, name });
  await panel.runners[0]?.idle();
  const left = await readApply(owner, { applyId });
  expect(left).toMatchObject({ phase: "confirmed", leave: true, number: 2 });
  expect(left.rules4).not.toContain("-A ");
  expect(left.liveAfter?.ipv4).not.toContain("-A SEKISHO");
  // Proven over a new connection, and never confirmed as rules that stay.
  expect(panel.world.host.calls.filter((call) => call === "confirm")).toHaveLength(1);
  expect(panel.world.host.calls.filter((call) => call === "leave")).toHaveLength(1);
  expect(left.events.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["armed", "applied", "probed", "gone", "live-after"]),
  );
  const host = await readHost(owner, { hostId });
  expect(host.archivedAt).not.toBeNull();
  expect(host).toMatchObject({ lastApply: { number: 2, leave: true }, lastConfirmed: { number: 1 } });
  expect(await listHosts(owner)).toEqual([]);
  expect(await db.audit.count({ where: { verb: { in: ["leave.start", "host.archive"] } } })).toBe(2);
  expect(panel.errors).toEqual([]);
});

it("keeps the host where it cannot be proven: the old rules are back, and nothing was taken away", async () => {
  const hostId = await managed();
  const before = panel.world.host.rules;
  panel.world.host.locks = true;
  const { applyId } = await startLeave(owner, { hostId, name });
  await panel.runners[0]?.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "rolled_back", reason: "expired" });
  expect(panel.world.host.rules).toBe(before);
  expect(panel.world.host.calls).not.toContain("leave");
  const host = await readHost(owner, { hostId });
  expect(host).toMatchObject({ archivedAt: null, lastConfirmed: { number: 1 }, confirmed: { number: 1 } });
});

it("ends archived where the answer that all is gone was lost, and where the panel was killed while it waited for it", async () => {
  for (const when of ["lost", "killed"] as const) {
    if (when === "killed") await panel.startOver();
    const hostId = await managed();
    const kind = when === "lost" ? "cut" : "hang";
    panel.world.host.mishaps.push({ call: "leave", kind, when: "after" });
    const { applyId } = await startLeave(owner, { hostId, name });
    if (when === "killed") {
      await panel.until(applyId, ({ attempting }) => attempting === "confirm");
      await vi.waitUntil(() => panel.world.host.standing === "gone", { timeout: 30_000 });
      await panel.runners.splice(0).at(-1)?.stop();
      await panel.startPanel("b").idle();
    } else {
      await panel.runners.at(-1)?.idle();
    }
    expect(await readApply(owner, { applyId })).toMatchObject({ phase: "confirmed" });
    expect((await readHost(owner, { hostId })).archivedAt).not.toBeNull();
  }
});

it("touches nothing where our rules on the host changed since, or nothing was ever confirmed", async () => {
  const hostId = await managed();
  panel.world.host.rules = "-A SEKISHO-IN -j ACCEPT\n";
  const { applyId } = await startLeave(owner, { hostId, name });
  await panel.runners[0]?.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "refused", reason: "leave-changed" });
  expect(panel.world.host.calls.filter((call) => call === "apply")).toHaveLength(1);
  await db.apply.updateMany({ data: { phase: "rolled_back" } });
  await expect(startLeave(owner, { hostId, name })).rejects.toMatchObject({ code: "leave-nothing" });
});
