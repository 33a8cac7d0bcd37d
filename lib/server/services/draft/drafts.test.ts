import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { actingAs, freshPanel, sampleFacts } from "../fresh-panel";
import { readDraft } from "./read-draft";
import { saveDraft } from "./save-draft";
import { startDraft } from "./start-draft";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const other = { actor: { id: "id-2", name: "Somebody else", permission: "operator" as const } };
let panel: Awaited<ReturnType<typeof freshPanel>>;
const hostId = "host-1";

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host, facts: sampleFacts() } });
});
afterEach(() => panel.remove());

it("keeps a draft with errors in it, and says what they are", async () => {
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const saved = await saveDraft(owner, { hostId, version, body: startingBody("public-web-server") });
  expect(saved.version).toBe(version + 1);
  expect(saved.problems.some((problem) => problem.severity === "error")).toBe(true);
  expect((await readDraft(owner, { hostId })).body).toEqual(startingBody("public-web-server"));
});

it("refuses a body that is no policy", async () => {
  const { version } = await startDraft(owner, { hostId, role: "blank" });
  const body = { ...startingBody("blank"), purposes: [{ role: "no-such-role" }] };
  await expect(saveDraft(owner, { hostId, version, body })).rejects.toMatchObject({ code: "bad-input" });
});

it("tells the second of two tabs who saved in between, and keeps what was saved", async () => {
  const { version } = await startDraft(owner, { hostId, role: "blank" });
  const mine = { ...startingBody("blank"), controlPanelPort: 8443 };
  await saveDraft(other, { hostId, version, body: mine });
  await expect(saveDraft(owner, { hostId, version, body: startingBody("blank") })).rejects.toMatchObject({
    code: "draft-conflict",
    params: { updatedBy: "Somebody else", version: version + 1 },
  });
  expect((await readDraft(owner, { hostId })).body.controlPanelPort).toBe(8443);
});

it("is no conflict with itself: what is there already is saved, whoever did it", async () => {
  const { version } = await startDraft(owner, { hostId, role: "blank" });
  const mine = { ...startingBody("blank"), controlPanelPort: 8443 };
  const first = await saveDraft(owner, { hostId, version, body: mine });
  expect(await saveDraft(owner, { hostId, version, body: mine })).toEqual(first);
});

it("writes one line of the record for a stretch of typing, and one for each person", async () => {
  let { version } = await startDraft(owner, { hostId, role: "blank" });
  for (const context of [owner, owner, owner, other, other]) {
    version = (await saveDraft(context, { hostId, version, body: startingBody("blank") })).version;
  }
  expect(await db.audit.count({ where: { verb: "draft.save" } })).toBe(2);
});

it("begins a new line of the record when an apply took what was there", async () => {
  const { version } = await startDraft(owner, { hostId, role: "blank" });
  const first = await saveDraft(owner, { hostId, version, body: startingBody("blank") });
  await db.audit.findFirstOrThrow({ where: { verb: "draft.save" } });
  await db.revision.create({ data: { id: "r", policy: {}, hash: "r", createdBy: "x" } });
  await db.rollout.create({ data: { id: "o", revisionId: "r", createdBy: "x" } });
  await db.apply.create({
    data: {
      id: "a",
      rolloutId: "o",
      revisionId: "r",
      hostId,
      number: 1,
      facts: sampleFacts(),
      rules4: "",
      hash: "",
      roles: [],
      summary: [],
      confirmMode: "proven",
      timeoutSeconds: 60,
      createdBy: "x",
      createdAt: new Date(Date.now() + 1),
    },
  });
  const body = { ...startingBody("blank"), controlPanelPort: 8443 };
  await saveDraft(owner, { hostId, version: first.version, body });
  expect(await db.audit.count({ where: { verb: "draft.save" } })).toBe(2);
});

it("suggests what listens and nobody but the administrator reaches, neither loopback nor the SSH of the panel itself", async () => {
  await db.networkObject.create({ data: { id: "n", name: "admin", entries: ["192.0.2.9"] } });
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => (rule.admin ? { ...rule, sources: ["admin"] } : rule)),
  }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes } });
  const { suggestions, problems } = await readDraft(owner, { hostId });
  expect(problems.filter((problem) => problem.severity === "error")).toEqual([]);
  expect(suggestions.map(({ program }) => program)).toEqual(["postgres"]);
});
