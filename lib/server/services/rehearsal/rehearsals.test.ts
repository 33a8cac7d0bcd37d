import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { startingBody } from "@/lib/core/policy/roles";
import type { RehearsalAnswer } from "@/lib/core/rehearsal/rehearsal";
import { db } from "@/lib/server/db/client";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel, pretendGateway, sampleFacts } from "../fresh-panel";
import { setHostGateway } from "../host-gateway";
import { saveNetwork } from "../object/save-network";
import { readReview } from "../review/read-review";
import { startRollout } from "../rollout/start-rollout";
import { ServiceError } from "../service-error";
import { readRehearsal } from "./read-rehearsal";
import { readRehearsalMeaning } from "./read-rehearsal-meaning";
import { rehearseHost } from "./rehearse-host";
import { rehearseStart } from "./rehearse-start";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;
let sent: { rules4: string; rules6: string };

const held = (restore: string) =>
  restore
    .replace(/^#.*\n/gm, "")
    .replace("*filter\n", "*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n")
    .replace("COMMIT", "-A INPUT -j SEKISHO-IN\n-A FORWARD -j SEKISHO-FWD\n-A OUTPUT -j SEKISHO-OUT\nCOMMIT");

/** Applies the draft as the job would; answers its id. */
async function applyNow(): Promise<string> {
  const { hash, restore4, restore6 } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash });
  await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed", finishedAt: new Date() } });
  await db.job.updateMany({ data: { finishedAt: new Date() } });
  sent = { rules4: restore4 ?? "", rules6: restore6 ?? "" };
  return applyId;
}

/** What the host tells of its start; by itself all is well. */
function hostTells(more: Partial<RehearsalAnswer> = {}, facts: Partial<HostFacts> = {}): void {
  const live = { ipv4: held(sent.rules4), ipv6: held(sent.rules6) };
  const answer: RehearsalAnswer = {
    word: "loaded",
    storedId: "a1",
    unit: "enabled",
    loaded: { ipv4: "rules", ipv6: "rules" },
    fault: "",
    tables: live,
    ...more,
  };
  setHostGateway(
    pretendGateway({ rehearse: async () => ({ facts: sampleFacts({ live, ...facts }), answer }) }),
  );
}

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await saveNetwork(owner, { name: "admin", entries: ["203.0.113.9"] });
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => ({ ...rule, sources: rule.admin ? ["admin"] : ["anyone"] })),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  await applyNow();
});
afterEach(() => panel.remove());

it("keeps the newest rehearsal: that a start would bring back what was confirmed, who asked, and what else runs then", async () => {
  expect(await readRehearsal(owner, { hostId })).toBeNull();
  hostTells({}, { managers: [{ name: "firewalld", state: "enabled" }] });
  const host = await db.host.findMany();
  await rehearseHost(hostId, null);
  expect(await db.host.findMany(), "a review that is being looked at stays what it was").toEqual(host);
  expect(await readRehearsal(owner, { hostId })).toMatchObject({
    outcome: "same",
    why: null,
    createdBy: null,
    number: 1,
    stale: false,
    flushers: ["firewalld"],
  });
  expect(await readRehearsalMeaning(owner, { hostId })).toBeNull();
  await rehearseStart(owner, { hostId });
  expect(await readRehearsal(owner, { hostId })).toMatchObject({ createdBy: "The owner" });
  expect(await db.audit.count({ where: { verb: "rehearsal.run" } })).toBe(1);
});

it("calls other text that does the same the same, and tells in meaning what differs", async () => {
  const twice = held(sent.rules4).replace(
    "-A SEKISHO-IN -i lo -j ACCEPT",
    "-A SEKISHO-IN -i lo -j ACCEPT\n-A SEKISHO-IN -i lo -j ACCEPT",
  );
  hostTells({ tables: { ipv4: twice, ipv6: held(sent.rules6) } });
  await rehearseHost(hostId, null);
  expect(await readRehearsal(owner, { hostId })).toMatchObject({ outcome: "same" });
  const without = held(sent.rules4).replace(/^-A SEKISHO-IN .*--dports 80,443 .*\n/m, "");
  expect(without).not.toBe(held(sent.rules4));
  hostTells({ tables: { ipv4: without, ipv6: held(sent.rules6) } });
  await rehearseHost(hostId, null);
  expect(await readRehearsal(owner, { hostId })).toMatchObject({ outcome: "differs" });
  const meaning = await readRehearsalMeaning(owner, { hostId });
  expect(meaning).toMatchObject({ told: true, outcomes: { 4: "different", 6: "equal" } });
  expect(meaning?.told && meaning.rows.map(({ kind }) => kind)).toContain("closed");
});

it("tells that nothing runs without a unit: all that was shut is open then, whatever the files hold", async () => {
  hostTells({ unit: "none" });
  await rehearseHost(hostId, null);
  expect(await readRehearsal(owner, { hostId })).toMatchObject({ outcome: "nothing", why: "no-unit" });
  const meaning = await readRehearsalMeaning(owner, { hostId });
  expect(meaning?.told && meaning.rows[0]).toMatchObject({ kind: "opened", families: [4, 6] });
  await db.host.update({ where: { id: hostId }, data: { kind: "practice" } });
  await rehearseHost(hostId, null);
  expect(await readRehearsal(owner, { hostId })).toMatchObject({ outcome: "same" });
});

it("puts on record that the host could not be heard and why, in no words of its own, and leaves what was confirmed as it is", async () => {
  const before = await db.apply.findMany();
  setHostGateway(
    pretendGateway({
      rehearse: async () => {
        throw new ServiceError("host-timeout", "The host does not answer.", { status: 502 });
      },
    }),
  );
  await expect(rehearseHost(hostId, null)).rejects.toMatchObject({ code: "host-timeout" });
  expect(await readRehearsal(owner, { hostId })).toMatchObject({
    outcome: "cannot-tell",
    why: "not-reached",
    fault: "",
    failure: { code: "host-timeout", text: "The host does not answer.", params: {} },
  });
  expect(await db.apply.findMany()).toEqual(before);
});

it("says nothing of rules that were confirmed later, and refuses where none are", async () => {
  hostTells();
  await rehearseHost(hostId, null);
  const { version, body } = await db.draft.findUniqueOrThrow({ where: { hostId } });
  await saveDraft(owner, {
    hostId,
    version,
    body: {
      ...(body as object),
      controlPanelPort: 8443,
      client: { ...startingBody("public-web-server").client, mode: "at-request" },
    },
  });
  const first = sent;
  await applyNow();
  expect(await readRehearsal(owner, { hostId })).toMatchObject({ number: 1, stale: true });
  const now = sent;
  sent = first;
  hostTells();
  sent = now;
  await rehearseHost(hostId, null);
  expect(await readRehearsal(owner, { hostId })).toMatchObject({
    number: 2,
    stale: false,
    outcome: "differs",
  });
  await db.apply.updateMany({ data: { phase: "rolled_back" } });
  await expect(rehearseStart(owner, { hostId })).rejects.toMatchObject({
    code: "rehearsal-nothing-confirmed",
  });
});
