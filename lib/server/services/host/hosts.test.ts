import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { closeClient, db } from "@/lib/server/db/client";
import { actingAs, freshPanel, pretendGateway, sampleFacts, sampleFingerprint } from "../fresh-panel";
import { setHostGateway } from "../host-gateway";
import { openKey } from "../key/key-secret";
import { makeKey } from "../key/make-key";
import { createPractice } from "../practice/create-practice";
import { ServiceError } from "../service-error";
import { addHost } from "./add-host";
import { archiveHost } from "./archive-host";
import { inspectHost } from "./inspect-host";
import { listHosts } from "./list-hosts";
import { pinHostKey } from "./pin-host-key";
import { readHost } from "./read-host";
import { renameHost } from "./rename-host";
import { watchInspection } from "./watch-inspection";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
let panel: Awaited<ReturnType<typeof freshPanel>>;
beforeEach(async () => {
  panel = await freshPanel();
});
afterEach(() => panel.remove());

const place = { address: "198.51.100.7", port: 22, user: "root", fingerprint: sampleFingerprint };

async function add(name = "web 1"): Promise<string> {
  const { keyId } = await makeKey(owner, { name: "panel" });
  return (await addHost(owner, { name, ...place, auth: { kind: "made-key", keyId } })).hostId;
}

async function allOf<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of stream) all.push(item);
  return all;
}

/** Every byte that the panel keeps. */
function kept(): string {
  return readdirSync(panel.folder)
    .map((file) => readFileSync(join(panel.folder, file), "latin1"))
    .join("\n");
}

it("uses a password for one call and keeps it nowhere", async () => {
  const seen: string[] = [];
  const installKey = async (_target: unknown, password: string, publicKey: string) => {
    seen.push(password, publicKey);
  };
  setHostGateway(pretendGateway({ installKey }));
  const { keyId, publicKey } = await makeKey(owner, { name: "panel" });
  const auth = { kind: "password-once", password: "correct horse battery", keyId } as const;
  await addHost(owner, { name: "web 1", ...place, auth });
  expect(seen).toEqual(["correct horse battery", publicKey]);
  await closeClient();
  expect(kept()).toContain("web 1");
  expect(kept()).not.toContain("correct horse battery");
});

it("keeps a pasted key sealed, with its passphrase, and nothing of it in clear", async () => {
  const auth = { kind: "pasted-key", privateKey: "THE PRIVATE KEY", passphrase: "open sesame" } as const;
  await addHost(owner, { name: "web 1", ...place, auth });
  const key = await db.sshKey.findFirstOrThrow();
  expect(openKey(key.sealed)).toEqual({ privateKey: "THE PRIVATE KEY", passphrase: "open sesame" });
  await closeClient();
  expect(kept()).not.toContain("THE PRIVATE KEY");
  expect(kept()).not.toContain("open sesame");
});

it("keeps nothing of a host that shows another key than the one that was agreed to", async () => {
  const { keyId } = await makeKey(owner, { name: "panel" });
  const fingerprint = `SHA256:${"b".repeat(43)}`;
  await expect(
    addHost(owner, { name: "web 1", ...place, fingerprint, auth: { kind: "made-key", keyId } }),
  ).rejects.toMatchObject({
    code: "host-key-changed",
    params: { pinned: fingerprint, shown: sampleFingerprint },
  });
  expect(await db.host.count()).toBe(0);
});

it("refuses an address with a typing error, a port that is none, and a user that looks like an option", async () => {
  const { keyId } = await makeKey(owner, { name: "panel" });
  const auth = { kind: "made-key", keyId };
  for (const wrong of [
    { address: "198.51.100.300" },
    { address: "1.2.3" },
    { address: "-oProxyCommand=x" },
    { address: "a b" },
    { port: 0 },
    { port: 70_000 },
    { user: "-l root" },
    { name: '"; reboot' },
  ]) {
    await expect(addHost(owner, { name: "web 1", ...place, auth, ...wrong })).rejects.toMatchObject({
      code: "bad-input",
      problems: [{ path: Object.keys(wrong) }],
    });
  }
});

it("refuses a name that is taken, and frees the name of a host that was archived; its history stays", async () => {
  const hostId = await add();
  await expect(add()).rejects.toMatchObject({ code: "name-taken" });
  await archiveHost(owner, { hostId });
  const again = await add();
  expect((await listHosts(owner)).map((host) => host.id)).toEqual([again]);
  const archived = await readHost(owner, { hostId });
  expect(archived.archivedAt).not.toBeNull();
  // As it was called; when it was archived is told beside it.
  expect(archived.name).toBe((await readHost(owner, { hostId: again })).name);
});

it("trusts a changed key only when the operator names the one that is shown", async () => {
  const hostId = await add();
  const shown = { type: "ssh-ed25519", fingerprint: `SHA256:${"c".repeat(43)}` };
  setHostGateway(pretendGateway({ readHostKeyOf: async () => shown }));
  await expect(pinHostKey(owner, { hostId, fingerprint: `SHA256:${"d".repeat(43)}` })).rejects.toMatchObject({
    code: "host-key-changed",
  });
  await pinHostKey(owner, { hostId, fingerprint: shown.fingerprint });
  expect((await readHost(owner, { hostId })).hostKey?.fingerprint).toBe(shown.fingerprint);
});

it("keeps what was known when an inspection fails", async () => {
  const hostId = await add();
  await inspectHost(owner, { hostId });
  const fault = new ServiceError("host-timeout", "The host did not answer in time.", { status: 502 });
  setHostGateway(pretendGateway({ inspect: () => Promise.reject(fault) }));
  const messages = await allOf(watchInspection(owner, { hostId }));
  expect(messages).toEqual([{ kind: "failed", code: "host-timeout", text: fault.message, params: {} }]);
  expect((await readHost(owner, { hostId })).facts?.hostname).toBe("web-1");
});

it("hands over an inspection line by line, with what would stop an apply at its end", async () => {
  const hostId = await add();
  const facts = sampleFacts({ managers: [{ name: "ufw", state: "active" }] });
  setHostGateway(
    pretendGateway({
      inspect: async (_hostId, options) => {
        options?.onLine?.("one");
        options?.onLine?.("two");
        return facts;
      },
    }),
  );
  const messages = await allOf(watchInspection(owner, { hostId }));
  expect(messages.map((message) => message.kind)).toEqual(["line", "line", "done"]);
  expect(messages.at(-1)).toMatchObject({
    problems: [{ code: "manager-active", params: { manager: "ufw" } }],
  });
});

it("writes a line of the record for every change, with who did it", async () => {
  const hostId = await add();
  await renameHost(owner, { hostId, name: "web 2" });
  const rows = await db.audit.findMany({ orderBy: { at: "asc" } });
  expect(rows.map((row) => row.verb)).toEqual(["key.make", "host.add", "host.rename"]);
  expect(rows.every((row) => row.actorName === "The owner")).toBe(true);
});

it("leaves nothing behind of a practice VPS whose row could not be written", async () => {
  const destroyed: string[] = [];
  const gateway = pretendGateway();
  const create = async () => ({ ...(await gateway.practice.create("", "")), hostKey: null as never });
  const destroy = async (hostId: string) => {
    destroyed.push(hostId);
  };
  setHostGateway({ ...gateway, practice: { ...gateway.practice, create, destroy } });
  await expect(createPractice(owner)).rejects.toThrow();
  expect(destroyed).toHaveLength(1);
  expect(await db.host.count()).toBe(0);
  expect(await db.sshKey.count()).toBe(0);
});

it("says why a practice VPS cannot run here", async () => {
  const gateway = pretendGateway();
  const available = async () => ({ code: "no-iptables", text: "The program iptables is missing." });
  setHostGateway({ ...gateway, practice: { ...gateway.practice, available } });
  await expect(createPractice(owner)).rejects.toMatchObject({
    code: "practice-unavailable",
    params: { cause: "no-iptables" },
  });
});
