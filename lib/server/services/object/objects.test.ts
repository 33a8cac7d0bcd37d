import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { transaction } from "@/lib/server/db/transaction";
import { readDraft } from "../draft/read-draft";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel, sampleFingerprint } from "../fresh-panel";
import { addHost } from "../host/add-host";
import { makeKey } from "../key/make-key";
import { deleteObject } from "./delete-object";
import { listObjects } from "./list-objects";
import { restoreObjects } from "./restore-objects";
import { saveNetwork } from "./save-network";
import { saveService } from "./save-service";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
let panel: Awaited<ReturnType<typeof freshPanel>>;
beforeEach(async () => {
  panel = await freshPanel();
});
afterEach(() => panel.remove());

async function hostWithDraftNaming(network: string): Promise<string> {
  const { keyId } = await makeKey(owner, { name: "panel" });
  const { hostId } = await addHost(owner, {
    name: "web 1",
    address: "198.51.100.7",
    fingerprint: sampleFingerprint,
    auth: { kind: "made-key", keyId },
  });
  const { version } = await startDraft(owner, { hostId, role: "blank" });
  const body = startingBody("blank");
  const [purpose] = body.purposes;
  if (purpose === undefined) throw new Error("a role without a purpose");
  const rules = purpose.rules.map((rule) => ({ ...rule, sources: [network] }));
  await saveDraft(owner, { hostId, version, body: { ...body, purposes: [{ ...purpose, rules }] } });
  return hostId;
}

it("comes with the catalogue, once", async () => {
  const { services } = await listObjects(owner);
  expect(services.filter((service) => service.name === "ssh")).toHaveLength(1);
  expect(services.every((service) => service.builtIn)).toBe(true);
});

it("refuses a network with a typing error, and says where", async () => {
  await expect(
    saveNetwork(owner, { name: "office", entries: ["192.0.2.0/27", "192.0.2.1/27"] }),
  ).rejects.toMatchObject({ code: "bad-object", problems: [{ path: ["entries", 1] }] });
});

it("refuses a service of port 0 or 70000 or with a reversed range", async () => {
  for (const port of ["0", "70000", "20-10"]) {
    await expect(
      saveService(owner, { name: "mine", parts: [{ protocol: "tcp", ports: [port] }] }),
    ).rejects.toMatchObject({ code: "bad-object" });
  }
});

it("refuses a name that looks like an option or holds shell signs", async () => {
  for (const name of ["-j", "a; reboot", 'a"b', "a\nb", "$(id)"]) {
    await expect(saveNetwork(owner, { name, entries: ["192.0.2.1"] })).rejects.toMatchObject({
      code: "bad-input",
    });
  }
});

it("refuses to delete an object that a draft names, and says where it is used", async () => {
  const { id } = await saveNetwork(owner, { name: "office", entries: ["192.0.2.0/27"] });
  await hostWithDraftNaming("office");
  await expect(deleteObject(owner, { kind: "network", id })).rejects.toMatchObject({
    code: "object-in-use",
    params: { hosts: "web 1" },
  });
  expect((await listObjects(owner)).networks).toMatchObject([
    { name: "office", usedBy: [{ hostName: "web 1" }] },
  ]);
});

it("refuses to rename an object that a draft names", async () => {
  const { id } = await saveNetwork(owner, { name: "office", entries: ["192.0.2.0/27"] });
  await hostWithDraftNaming("office");
  await expect(saveNetwork(owner, { id, name: "desk", entries: ["192.0.2.0/27"] })).rejects.toMatchObject({
    code: "object-in-use",
  });
});

it("deletes an unused object, with a line in the record", async () => {
  const { id } = await saveNetwork(owner, { name: "office", entries: ["192.0.2.0/27"] });
  await deleteObject(owner, { kind: "network", id });
  expect((await listObjects(owner)).networks).toEqual([]);
  expect(await db.audit.count({ where: { verb: "network.delete", objectId: id } })).toBe(1);
});

it("keeps the built-in services", async () => {
  const ssh = (await listObjects(owner)).services.find((service) => service.name === "ssh");
  await expect(deleteObject(owner, { kind: "service", id: ssh?.id })).rejects.toMatchObject({
    code: "object-built-in",
  });
});

it("tells which stored object cannot be read, and stops nobody who does not name it", async () => {
  const bad = await db.networkObject.create({
    data: { id: "bad", name: "x".repeat(64), entries: ["192.0.2.7"], note: "" },
  });
  await db.serviceObject.create({
    data: { id: "odd", name: "odd", parts: [{ protocol: "tcp", ports: 7 }], note: "" },
  });
  await saveNetwork(owner, { name: "office", entries: ["192.0.2.0/27"], note: "" });
  const hostId = await hostWithDraftNaming("office");
  expect((await readDraft(owner, { hostId })).objects.networks.map(({ name }) => name)).toEqual(["office"]);
  const { networks, unreadable } = await listObjects(owner);
  expect(networks.map(({ name }) => name)).toEqual(["office"]);
  expect(unreadable).toEqual({
    networks: [{ id: "bad", name: bad.name, builtIn: false, usedBy: [] }],
    services: [{ id: "odd", name: "odd", builtIn: false, usedBy: [] }],
  });
  await deleteObject(owner, { kind: "network", id: "bad" });
  expect((await listObjects(owner)).unreadable.networks).toEqual([]);
});

it("puts a built-in service that cannot be read back as it came, also where drafts name it", async () => {
  const ssh = await db.serviceObject.findUniqueOrThrow({ where: { name: "ssh" } });
  await db.serviceObject.update({
    where: { name: "ssh" },
    data: { parts: [{ protocol: "tcp", ports: 7 }], note: "broken" },
  });
  await saveNetwork(owner, { name: "office", entries: ["192.0.2.0/27"] });
  const hostId = await hostWithDraftNaming("office");
  const names = async () => (await readDraft(owner, { hostId })).objects.services.map(({ name }) => name);
  expect(await names()).not.toContain("ssh");
  expect((await listObjects(owner)).unreadable.services).toMatchObject([{ name: "ssh", builtIn: true }]);
  await deleteObject(owner, { kind: "service", id: ssh.id });
  expect(await names()).toContain("ssh");
  const { parts, note } = ssh;
  expect(await db.serviceObject.findUnique({ where: { name: "ssh" } })).toMatchObject({ parts, note });
  expect(await db.audit.count({ where: { verb: "service.change", objectId: ssh.id } })).toBe(1);
});

it("brings objects of an earlier policy back beside a stored one of their name that cannot be read", async () => {
  await db.networkObject.create({ data: { id: "n", name: "office", entries: 7, note: "" } });
  const office = { name: "office", entries: ["192.0.2.0/27"], note: "" };
  const wanted = { networks: [office], services: [] };
  for (let times = 0; times < 2; times++) {
    const { networks } = await transaction((tx) => restoreObjects(tx, wanted, 3));
    expect(networks.get("office")).toBe("office as of 3");
  }
  expect((await listObjects(owner)).networks).toMatchObject([{ ...office, name: "office as of 3" }]);
});
