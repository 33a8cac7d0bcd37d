import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { loadRevision } from "../draft/load-revision";
import { readDraft } from "../draft/read-draft";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { exportScript } from "../export/export-script";
import { actingAs, freshPanel, pretendGateway, sampleFacts } from "../fresh-panel";
import { acceptManagers } from "../host/accept-managers";
import { setHostGateway } from "../host-gateway";
import { deleteObject } from "../object/delete-object";
import { listObjects } from "../object/list-objects";
import { saveNetwork } from "../object/save-network";
import { startRollout } from "../rollout/start-rollout";
import { ServiceError } from "../service-error";
import { readForeignRules } from "./read-foreign-rules";
import { readReview } from "./read-review";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

async function draftFrom(sources: string[]): Promise<void> {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources } : rule)),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
}

function hostSays(facts: Partial<HostFacts>): void {
  setHostGateway(pretendGateway({ inspect: async () => sampleFacts(facts) }));
}

async function confirm(applyId: string): Promise<void> {
  await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed", finishedAt: new Date() } });
  await db.job.updateMany({ data: { finishedAt: new Date() } });
}

async function applyNow(): Promise<string> {
  const { hash } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash });
  await confirm(applyId);
  return applyId;
}

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await saveNetwork(owner, { name: "admin", entries: ["203.0.113.9"] });
  await draftFrom(["admin"]);
});
afterEach(() => panel.remove());

it("shows words, texts of both families, a script and that the panel gets in; the same twice", async () => {
  const review = await readReview(owner, { hostId });
  expect(review).toMatchObject({
    firstApply: true,
    factsFresh: true,
    readFault: null,
    gate: { allowed: true, problems: [] },
    needsAnyway: false,
    lockout: { answer: "gets-in", cause: null },
    textDiff4: { live: "" },
  });
  expect(review.changes.length).toBeGreaterThan(0);
  expect(review.restore4).toContain("-s 203.0.113.9/32");
  expect(review.restore6).toContain("SEKISHO-IN");
  expect(review.restore6).not.toContain("203.0.113.9");
  expect(review.script).toMatch(/^#!\/bin\/sh/);
  expect((await readReview(owner, { hostId })).hash).toBe(review.hash);
});

it("asks for Apply anyway when the panel's address is not let in, and starts nothing without it", async () => {
  const network = (await listObjects(owner)).networks[0];
  await saveNetwork(owner, { id: network?.id, name: "admin", entries: ["192.0.2.1"] });
  const { hash, lockout, needsAnyway, gate } = await readReview(owner, { hostId });
  expect({ needsAnyway, answer: lockout?.answer, allowed: gate.allowed }).toEqual({
    needsAnyway: true,
    answer: "locked-out",
    allowed: true,
  });
  await expect(startRollout(owner, { hostId, hash })).rejects.toMatchObject({ code: "needs-anyway" });
  expect(await db.apply.count()).toBe(0);
  await startRollout(owner, { hostId, hash, anyway: true });
  expect(await db.apply.findFirst()).toMatchObject({ anyway: true, phase: "queued", number: 1 });
});

it("reviews with the facts of the last time when the host cannot be read, and says so", async () => {
  await readReview(owner, { hostId });
  const fault = new ServiceError("host-timeout", "The host did not answer in time.", { status: 502 });
  setHostGateway(pretendGateway({ inspect: () => Promise.reject(fault) }));
  const review = await readReview(owner, { hostId });
  expect(review).toMatchObject({ factsFresh: false, readFault: { code: "host-timeout" } });
  expect(review.restore4).not.toBeNull();
});

it("says which key was pinned and which is shown when the host's key changed", async () => {
  await readReview(owner, { hostId });
  const params = { pinned: "SHA256:old", shown: "SHA256:new" };
  const fault = new ServiceError("host-key-changed", "The host shows another key.", { status: 502, params });
  setHostGateway(pretendGateway({ inspect: () => Promise.reject(fault) }));
  expect((await readReview(owner, { hostId })).readFault).toMatchObject({ code: "host-key-changed", params });
});

it("never applies to a host that was never read", async () => {
  const fault = new ServiceError("host-timeout", "The host did not answer in time.", { status: 502 });
  setHostGateway(pretendGateway({ inspect: () => Promise.reject(fault) }));
  const review = await readReview(owner, { hostId });
  expect(review.gate).toMatchObject({ allowed: false, problems: [{ code: "not-inspected" }, {}] });
  await expect(startRollout(owner, { hostId, hash: review.hash ?? "", anyway: true })).rejects.toThrow(
    ServiceError,
  );
  expect(await db.apply.count()).toBe(0);
});

it("refuses while another manager is active, by name, until the operator decides", async () => {
  hostSays({ managers: [{ name: "ufw", state: "active" }] });
  const { hash, gate } = await readReview(owner, { hostId });
  expect(gate.problems).toMatchObject([{ code: "manager-active", params: { manager: "ufw" } }]);
  await expect(startRollout(owner, { hostId, hash, anyway: true })).rejects.toMatchObject({
    code: "gate-refused",
  });
  await acceptManagers(owner, { hostId, managers: ["ufw"] });
  await startRollout(owner, { hostId, hash });
});

it("lists the rules of others that our chain would hide", async () => {
  const table = `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]
-A INPUT -p tcp -m tcp --dport 8080 -j ACCEPT\nCOMMIT\n`;
  hostSays({ live: { ipv4: table, ipv6: null } });
  expect((await readReview(owner, { hostId })).foreignRules).toMatchObject([
    { family: 4, chain: "INPUT", text: expect.stringContaining("--dport 8080") },
  ]);
});

it("gives all of them as text, as the page carries the first ones only", async () => {
  const rule = (port: number) => `-A INPUT -p tcp -m tcp --dport ${port} -j ACCEPT\n`;
  const ports = Array.from({ length: 300 }, (_, at) => 1_000 + at);
  const table = (rules: string) =>
    `*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${rules}COMMIT\n`;
  hostSays({ live: { ipv4: table(ports.map(rule).join("")), ipv6: table(rule(7)) } });
  expect((await readReview(owner, { hostId })).foreignRules).toHaveLength(301);
  expect(await readForeignRules(owner, { hostId })).toBe(
    `# IPv4\n${ports.map(rule).join("")}# IPv6\n${rule(7)}`,
  );
  await draftFrom([]);
  expect(await readForeignRules(owner, { hostId })).toBe("");
});

it("has no hash, no texts and the problems of a draft that means nothing yet", async () => {
  await draftFrom([]);
  const review = await readReview(owner, { hostId });
  expect(review).toMatchObject({ hash: null, restore4: null, script: null, gate: { allowed: false } });
  await expect(startRollout(owner, { hostId, hash: "", anyway: true })).rejects.toMatchObject({
    code: "not-compiled",
  });
  await expect(exportScript(owner, { hostId })).rejects.toMatchObject({ code: "not-compiled" });
});

it("takes a timeout of 30 s to 1 h only", async () => {
  const { hash } = await readReview(owner, { hostId });
  for (const timeoutSeconds of [29, 3601, 60.5]) {
    await expect(startRollout(owner, { hostId, hash, timeoutSeconds })).rejects.toMatchObject({
      code: "bad-input",
    });
  }
});

it("brings an earlier policy back with its objects, and leaves the objects of now as they are", async () => {
  const first = await applyNow();
  const network = (await listObjects(owner)).networks[0];
  await saveNetwork(owner, { id: network?.id, name: "admin", entries: ["203.0.113.8/29"] });
  await applyNow();
  await loadRevision(owner, { hostId, applyId: first });
  const { body, problems } = await readDraft(owner, { hostId });
  expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
  expect(body.purposes[0]?.rules[0]?.sources).toEqual(["admin as of 1"]);
  const names = (await listObjects(owner)).networks.map(({ name, entries }) => [name, entries]);
  expect(names).toEqual([
    ["admin", ["203.0.113.8/29"]],
    ["admin as of 1", ["203.0.113.9"]],
  ]);
  const { restore4 } = await readReview(owner, { hostId });
  expect(restore4).toBe((await db.apply.findUnique({ where: { id: first } }))?.rules4);
});

it("makes a deleted object again when an earlier policy needs it, and knows the apply as a revert", async () => {
  const first = await applyNow();
  await saveNetwork(owner, { name: "desk", entries: ["203.0.113.9"] });
  await draftFrom(["desk"]);
  await applyNow();
  const admin = (await listObjects(owner)).networks.find((each) => each.name === "admin");
  await deleteObject(owner, { kind: "network", id: admin?.id });
  await loadRevision(owner, { hostId, applyId: first });
  const third = await applyNow();
  expect(await db.apply.findUnique({ where: { id: third } })).toMatchObject({ number: 3, revertOf: first });
});

it("exports what was reviewed as a script", async () => {
  const { script } = await readReview(owner, { hostId });
  expect(await exportScript(owner, { hostId })).toEqual({ fileName: "web-1.sh", text: script });
});
