import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startingPolicy } from "@/lib/core/policy/roles";
import { currentActor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/client";
import { packLive } from "@/lib/server/services/apply/live-text";
import { actingAs, freshPanel, sampleFacts } from "@/lib/server/services/fresh-panel";
import { GET } from "./route";

vi.mock("@/lib/server/auth/actor", () => ({ currentActor: vi.fn() }));
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const before = { ipv4: "*filter\n-A INPUT -s 192.0.2.1/32 -j DROP\nCOMMIT\n", ipv6: "*filter\nCOMMIT\n" };
const policy = startingPolicy("blank", { admin: ["192.0.2.10"] });
let panel: Awaited<ReturnType<typeof freshPanel>>;

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: "h", ...host } });
  await db.revision.create({ data: { id: "r", policy, hash: "", createdBy: "x" } });
  await db.rollout.create({ data: { id: "o", revisionId: "r", createdBy: "x" } });
  const frozen = { facts: sampleFacts(), rules4: "", hash: "", roles: ["blank"], summary: [] };
  const row = { id: "a", rolloutId: "o", hostId: "h", revisionId: "r", number: 1, createdBy: "x" };
  await db.apply.create({ data: { ...row, ...frozen, confirmMode: "proven", timeoutSeconds: 60 } });
  const event = { id: "e", applyId: "a", sequence: 1, phase: "inspecting", kind: "live-before" };
  await db.applyEvent.create({ data: { ...event, live: packLive(before) } });
});
afterEach(() => panel.remove());

async function ask(
  apply: string,
  when: string,
  actor: ReturnType<typeof actingAs>["actor"] | null = actingAs("viewer").actor,
) {
  vi.mocked(currentActor).mockResolvedValue(actor);
  const request = new Request(`http://127.0.0.1/api/applies/${apply}/live?when=${when}`);
  return GET(request, { params: Promise.resolve({ apply }) });
}

it("gives what the host held before, both families in turn, as text that no cache keeps", async () => {
  const answer = await ask("a", "before");
  expect(answer.status).toBe(200);
  expect(await answer.text()).toBe(`${before.ipv4}\n${before.ipv6}`);
  expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
  expect(answer.headers.get("cache-control")).toBe("no-store");
});

it("gives nothing that is not on record, and nothing of an apply that is none", async () => {
  expect((await ask("a", "after")).status).toBe(404);
  const none = await ask("b", "before");
  expect([none.status, await none.json()]).toMatchObject([404, { code: "apply-not-found" }]);
});

it("gives a stranger nothing", async () => {
  const answer = await ask("a", "before", null);
  expect([answer.status, await answer.text()]).toEqual([401, ""]);
});
