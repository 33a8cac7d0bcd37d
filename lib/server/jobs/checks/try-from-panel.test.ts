import { createServer, type Server } from "node:net";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { freshPanel } from "@/lib/server/services/fresh-panel";
import { tryFromPanel } from "./try-from-panel";
import { tryFromVantagePoints } from "./try-practice";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;
let server: Server;

/** A server on the loopback; answers its port. */
function listen(of: Server): Promise<number> {
  return new Promise((done) => {
    of.listen(0, "127.0.0.1", () => {
      const address = of.address();
      done(typeof address === "object" && address !== null ? address.port : 0);
    });
  });
}

beforeEach(async () => {
  panel = await freshPanel();
  server = createServer((socket) => socket.on("error", () => {}));
});
afterEach(async () => {
  await new Promise((done) => server.close(done));
  await panel.remove();
});

it("knocks at the address under which the panel knows the host, and tells an open port from a closed one", async () => {
  const host = { name: "web-1", kind: "ssh", address: "127.0.0.1", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  const open = await listen(server);
  const other = createServer();
  const closed = await listen(other);
  await new Promise((done) => other.close(done));
  // Another address of the same family is not asked: the panel has one already.
  const { source, seen } = await tryFromPanel(hostId, [open, closed], ["192.0.2.1"]);
  expect(source).toEqual({ 4: null, 6: null });
  expect(seen.map((tries) => tries.map(({ address, outcome }) => `${address} ${outcome}`))).toEqual([
    ["127.0.0.1 works"],
    ["127.0.0.1 refused"],
  ]);
  expect(seen[0]?.[0]).toMatchObject({ family: 4, milliseconds: expect.any(Number), tool: null });
});

it("says that a name leads nowhere, and knows no host that is not there", async () => {
  // No label of a name is that long: nobody is asked.
  const address = `${"a".repeat(64)}.invalid`;
  const host = { name: "web-1", kind: "ssh", address, port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  const { seen } = await tryFromPanel(hostId, [22], []);
  expect(seen).toMatchObject([[{ address: null, outcome: "cannot-resolve" }]]);
  await expect(tryFromPanel("host-2", [22], [])).rejects.toMatchObject({ code: "host-not-found" });
  const practice = { ...host, name: "toy", kind: "practice" };
  await db.host.create({ data: { id: "host-3", ...practice } });
  await expect(tryFromPanel("host-3", [22], [])).rejects.toMatchObject({ code: "practice-gone" });
});

it("knows the four places of the practice internet for a practice VPS alone", async () => {
  const host = { name: "web-1", kind: "ssh", address: "192.0.2.1", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  expect(await tryFromVantagePoints(hostId, [22])).toEqual([]);
  await db.host.create({ data: { id: "host-2", ...host, name: "toy", kind: "practice" } });
  // It is asked, and is not there.
  await expect(tryFromVantagePoints("host-2", [22])).rejects.toMatchObject({ code: "practice-gone" });
  await expect(tryFromVantagePoints("host-3", [22])).rejects.toMatchObject({ code: "host-not-found" });
});
