import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { db } from "@/lib/server/db/client";
import { transaction } from "@/lib/server/db/transaction";
import { actingAs, freshPanel } from "../fresh-panel";
import { networkNamed, serviceNamed } from "./make-objects";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
let panel: Awaited<ReturnType<typeof freshPanel>>;
beforeEach(async () => {
  panel = await freshPanel();
});
afterEach(() => panel.remove());

it("never takes the name of a stored object that cannot be read", async () => {
  await db.networkObject.create({ data: { id: "n", name: "seen", entries: 7 } });
  await db.serviceObject.create({ data: { id: "s", name: "tcp 8443", parts: 7 } });
  expect(await transaction((tx) => networkNamed(tx, owner, "seen", ["192.0.2.7"]))).toBe("seen 2");
  expect(await transaction((tx) => serviceNamed(tx, owner, "tcp", 8443))).toBe("tcp 8443 2");
});
