import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { readDraft } from "../draft/read-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel } from "../fresh-panel";
import { allowDestination } from "./allow-destination";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

beforeEach(async () => {
  panel = await freshPanel();
  const host = { name: "jail-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await startDraft(owner, { hostId, role: "egress-sandbox" });
});
afterEach(() => panel.remove());

const want = { hostId, address: "2001:DB8:0:0::80", protocol: "tcp" as const, port: 8443 };

it("writes one address and one port into the draft, as objects of their own, and nothing else", async () => {
  const before = await readDraft(owner, { hostId });
  const { rule } = await allowDestination(owner, want);
  const { body } = await readDraft(owner, { hostId });
  expect(body).toEqual({
    ...before.body,
    client: {
      ...before.body.client,
      rules: [
        expect.objectContaining({
          ...{ id: rule, enabled: true, verdict: "accept", user: null },
          ...{ destinations: ["2001-db8--80"], services: ["tcp 8443"] },
        }),
        ...before.body.client.rules,
      ],
    },
  });
  const network = await db.networkObject.findUniqueOrThrow({ where: { name: "2001-db8--80" } });
  const service = await db.serviceObject.findUniqueOrThrow({ where: { name: "tcp 8443" } });
  expect([network.entries, service.parts]).toEqual([
    ["2001:db8::80"],
    [{ protocol: "tcp", ports: ["8443"] }],
  ]);
  expect(await db.apply.count()).toBe(0);
});

it("takes the objects that are there, and says nothing twice", async () => {
  const first = await allowDestination(owner, { ...want, port: 443 });
  const counts = async () => [await db.networkObject.count(), await db.serviceObject.count()];
  const before = await counts();
  expect(await allowDestination(owner, { ...want, address: "2001:db8::80", port: 443 })).toEqual(first);
  expect(await counts()).toEqual(before);
  const { body } = await readDraft(owner, { hostId });
  expect(body.client.rules.filter(({ id }) => id === first.rule).map(({ services }) => services)).toEqual([
    ["https"],
  ]);
});

it("refuses what is no address, and a host without a draft", async () => {
  await expect(allowDestination(owner, { ...want, address: "example.org" })).rejects.toMatchObject({
    code: "guest-address",
  });
  await db.draft.delete({ where: { hostId } });
  await expect(allowDestination(owner, want)).rejects.toMatchObject({ code: "no-draft" });
});
