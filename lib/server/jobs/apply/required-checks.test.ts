import { beforeEach, expect, it, vi } from "vitest";
import type { Seen, SeenOutcome } from "@/lib/core/checks/check";
import { db } from "@/lib/server/db/client";
import { readApply } from "@/lib/server/services/apply/read-apply";
import { addOwnCheck } from "@/lib/server/services/checks/add-own-check";
import { readApplyChecks } from "@/lib/server/services/checks/read-apply-checks";
import { hostGateway, type PanelTries, setHostGateway } from "@/lib/server/services/host-gateway";
import { owner, pretendPanel } from "./testing/pretend-panel";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const panel = pretendPanel();
let hostId: string;

/** What is met at a port of the host. */
type Meets = (port: number) => SeenOutcome;
/** The administrator gets in everywhere, and behind 8443 nobody listens, which the rules cannot help. */
const asWanted: Meets = (port) => (port === 22 ? "works" : "refused");
const stranger = { 4: "198.51.100.77", 6: null } as const;

const triesOf = (meets: Meets, ports: readonly number[], source: PanelTries["source"]): PanelTries => ({
  source,
  seen: ports.map((port): Seen[] => [
    {
      address: "198.51.100.7",
      family: 4,
      outcome: meets(port),
      milliseconds: 5,
      tool: null,
      words: "",
    },
  ]),
});

/** How the host's ports are met from the panel and, where that is told, from a stranger's place. */
function hostMeets(fromPanel: Meets | Promise<never>, fromAnybody?: Meets): void {
  setHostGateway({
    ...hostGateway(),
    tryFromPanel: async (_hostId, ports) =>
      fromPanel instanceof Promise ? fromPanel : triesOf(fromPanel, ports, { 4: null, 6: null }),
    tryFromVantagePoints: async (_hostId, ports) =>
      fromAnybody === undefined ? [] : [{ name: "anybody", ...triesOf(fromAnybody, ports, stranger) }],
  });
}

/** The evidence of each proof, in order. */
async function proofs(applyId: string) {
  const { events } = await readApply(owner, { applyId });
  return events.filter(({ kind }) => kind === "probed").map(({ detail }) => detail?.checks);
}

const calls = () => panel.world.host.calls.filter((call) => call !== "inspect");

beforeEach(async () => {
  hostId = await panel.setUp();
  // Nothing in the rules speaks of it: it is to stay shut for strangers.
  await addOwnCheck(owner, { hostId, from: "panel", port: 8443 });
});

it("confirms when every check meets what the new rules mean, and keeps what was required and seen as its evidence", async () => {
  const runner = panel.startPanel("a");
  hostMeets(asWanted, () => "silent");
  const applyId = await panel.begin(hostId, { requireChecks: true });
  await runner.idle();
  expect(panel.errors).toEqual([]);
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "confirmed", requireChecks: true });
  const run = await readApplyChecks(owner, { applyId });
  expect(run).toMatchObject({ createdBy: "The owner", counts: { agrees: 3, "nothing-listens": 1 } });
  expect(await proofs(applyId)).toMatchObject([
    { verdict: "passed", runId: run?.id, counts: { held: 3, undecided: 1, failed: 0 }, failed: [] },
  ]);
});

it("takes the rules back at once when one connects where they shut, or does not where they open, and names which", async () => {
  const runner = panel.startPanel("a");
  hostMeets(asWanted, (port) => (port === 8443 ? "works" : "silent"));
  const open = await panel.begin(hostId, { requireChecks: true });
  await runner.idle();
  expect(await readApply(owner, { applyId: open })).toMatchObject({
    phase: "rolled_back",
    reason: "checks-failed",
  });
  const anybody = { from: { kind: "vantage", name: "anybody" }, address: "198.51.100.7" };
  expect(await proofs(open)).toMatchObject([
    { verdict: "refuted", failed: [{ ...anybody, port: 8443, intended: "silent", seen: "works" }] },
  ]);
  expect(calls()).toEqual(["apply", "cancel"]);
  expect(panel.world.host.rules).toBe("");
  // What refuted it is evidence as well.
  expect(await readApplyChecks(owner, { applyId: open })).toMatchObject({ counts: { "less-protected": 1 } });

  hostMeets(() => "silent");
  const shut = await panel.begin(hostId, { requireChecks: true });
  await runner.idle();
  expect(await readApply(owner, { applyId: shut })).toMatchObject({ reason: "checks-failed" });
  const meant = { from: { kind: "panel" }, intended: "works", seen: "silent" };
  expect(await proofs(shut)).toMatchObject([
    {
      failed: [
        { ...meant, port: 22 },
        { ...meant, port: 8443 },
      ],
    },
  ]);
});

it("asks nobody where checks are not required", async () => {
  const runner = panel.startPanel("a");
  hostMeets(() => {
    throw new Error("an ordinary apply tried a check");
  });
  const applyId = await panel.begin(hostId);
  await runner.idle();
  expect(panel.errors).toEqual([]);
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "confirmed", requireChecks: false });
  expect(await readApplyChecks(owner, { applyId })).toBeNull();
});

it("never takes checks that do not finish in time, or cannot be made, for a proof: the host takes the rules back", async () => {
  const runner = panel.startPanel("a");
  hostMeets(new Promise<never>(() => {}));
  const late = await panel.begin(hostId, { requireChecks: true });
  await runner.idle();
  expect(await readApply(owner, { applyId: late })).toMatchObject({
    phase: "rolled_back",
    reason: "expired",
  });
  expect(await proofs(late)).toEqual([{ verdict: "unproven", late: true }]);

  hostMeets(() => "unread");
  const blind = await panel.begin(hostId, { requireChecks: true });
  await runner.idle();
  expect(await readApply(owner, { applyId: blind })).toMatchObject({ reason: "expired" });
  const tried = await proofs(blind);
  expect(tried.length).toBeGreaterThan(2);
  expect(tried[0]).toMatchObject({ verdict: "unproven", unproven: [{ port: 22 }, { port: 8443 }] });
  // The history tells each of them, and of what they saw the last is enough.
  const last = tried.findLast((one) => (one as { runId?: string }).runId !== undefined);
  expect(await db.checkRun.findMany({ where: { applyId: blind }, select: { id: true } })).toEqual([
    { id: (last as { runId: string }).runId },
  ]);
  expect(calls()).not.toContain("confirm");
});

it("makes the checks anew after the panel was killed while they ran, and proves nothing by those of before", async () => {
  const before = panel.startPanel("a");
  panel.clock.hold();
  const asked = new Promise<void>((heard) => {
    setHostGateway({
      ...hostGateway(),
      tryFromPanel: () => {
        heard();
        return new Promise<never>(() => {});
      },
    });
  });
  const applyId = await panel.begin(hostId, { requireChecks: true });
  await asked;
  await before.stop();
  expect(await db.apply.findUniqueOrThrow({ where: { id: applyId } })).toMatchObject({ attempting: "probe" });
  const after = panel.startPanel("b");
  hostMeets(asWanted);
  await after.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({ phase: "confirmed" });
  expect(await proofs(applyId)).toMatchObject([{ verdict: "passed", counts: { held: 1, undecided: 1 } }]);
  expect(calls()).toEqual(["apply", "status", "confirm"]);
});

it("takes the rules back for that reason although the call to the host is lost, and never proves them after all", async () => {
  const runner = panel.startPanel("a");
  hostMeets(asWanted, () => "works");
  panel.world.host.mishaps.push({ call: "cancel", kind: "cut", when: "before" });
  const applyId = await panel.begin(hostId, { requireChecks: true });
  await runner.idle();
  expect(await readApply(owner, { applyId })).toMatchObject({
    phase: "rolled_back",
    reason: "checks-failed",
  });
  expect(calls()).toEqual(["apply", "cancel", "status", "cancel"]);
});

it("remembers over a restart why the rules go back", async () => {
  const before = panel.startPanel("a");
  hostMeets(asWanted, () => "works");
  panel.world.host.mishaps.push({ call: "cancel", kind: "hang", when: "before" });
  const applyId = await panel.begin(hostId, { requireChecks: true });
  await panel.until(applyId, ({ attempting }) => attempting === "cancel");
  await before.stop();
  const after = panel.startPanel("b");
  hostMeets(() => "works");
  await after.idle();
  expect(panel.errors).toEqual([]);
  expect(await readApply(owner, { applyId })).toMatchObject({
    phase: "rolled_back",
    reason: "checks-failed",
  });
  expect(calls()).not.toContain("confirm");
});
