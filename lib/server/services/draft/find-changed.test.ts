import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { transaction } from "@/lib/server/db/transaction";
import { hashOf } from "../canonical-json";
import { actingAs, freshPanel, sampleFacts } from "../fresh-panel";
import { listHosts } from "../host/list-hosts";
import { readHost } from "../host/read-host";
import { findReverted } from "../rollout/find-reverted";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

/** A draft as it was stored before `otherwise` was a member of it. */
function oldBody(controlPanelPort: number | null = null) {
  const { otherwise, ...body } = startingBody("blank");
  return { ...body, controlPanelPort, purposes: body.purposes.map((purpose) => ({ ...purpose, rules: [] })) };
}

/** The policy of an apply that was confirmed then, with the hash that was computed then. */
async function confirm(number: number, body: object): Promise<void> {
  const policy = { schema: "sekisho-policy/1", ...body, networks: [], services: [] };
  const id = `revision ${number}`;
  await db.revision.create({ data: { id, policy, hash: hashOf(policy), createdBy: "x" } });
  await db.rollout.create({ data: { id: `rollout ${number}`, revisionId: id, createdBy: "x" } });
  await db.apply.create({
    data: {
      id: `apply ${number}`,
      host: { connect: { id: hostId } },
      revision: { connect: { id } },
      rollout: { connect: { id: `rollout ${number}` } },
      number,
      facts: sampleFacts(),
      rules4: "",
      hash: "",
      roles: ["blank"],
      summary: [],
      confirmMode: "proven",
      timeoutSeconds: 60,
      phase: "confirmed",
      createdBy: "x",
    },
  });
}

const changed = async () => [
  (await listHosts(owner)).map(({ draftChanged }) => draftChanged),
  (await readHost(owner, { hostId })).draftChanged,
];

beforeEach(async () => {
  panel = await freshPanel();
  const place = { address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, name: "web-1", kind: "ssh", ...place } });
  await db.draft.create({ data: { hostId, body: oldBody(), updatedBy: "x" } });
});
afterEach(() => panel.remove());

describe("a policy that was stored before a member of it existed", () => {
  it("says the same as a draft of then and of today: nobody changed it", async () => {
    await confirm(1, oldBody());
    expect(await changed()).toEqual([[false], false]);
    await db.draft.update({ where: { hostId }, data: { body: { ...oldBody(), otherwise: "refuse" } } });
    expect(await changed()).toEqual([[false], false]);
  });

  it("says something else than a draft that was changed", async () => {
    await confirm(1, oldBody());
    await db.draft.update({ where: { hostId }, data: { body: { ...oldBody(), otherwise: "hand-on" } } });
    expect(await changed()).toEqual([[true], true]);
  });

  it("is found again when it is brought back", async () => {
    await confirm(1, oldBody());
    await confirm(2, oldBody(8443));
    const today = {
      ...oldBody(),
      otherwise: "refuse",
      schema: "sekisho-policy/1",
      networks: [],
      services: [],
    };
    const find = () => transaction((tx) => findReverted(tx, hostId, hashOf(today)));
    expect(await find()).toBe("apply 1");
    await confirm(3, oldBody());
    expect(await find()).toBeNull();
  });

  it("differs from every draft where it can no longer be read", async () => {
    await confirm(1, { ...oldBody(), purposes: "gone" });
    await expect(listHosts(owner)).resolves.toMatchObject([{ draftChanged: true }]);
  });
});
