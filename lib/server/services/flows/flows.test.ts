import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Flow, FlowListing, Tracked } from "@/lib/core/flows/flow";
import { db } from "@/lib/server/db/client";
import { actingAs, freshPanel, pretendGateway, sampleFacts } from "../fresh-panel";
import { hostGateway, setHostGateway } from "../host-gateway";
import { ServiceError } from "../service-error";
import { cutFlows } from "./cut-flows";
import { listCuts } from "./list-cuts";
import { lookAtFlows } from "./look-at-flows";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
const applyId = "apply-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;

/** Web for everybody; whatever is open to 5432 goes on by a rule of somebody else. */
const ipv4 = `*filter
:INPUT DROP [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
-A INPUT -p tcp -m tcp --dport 5432 -m conntrack --ctstate ESTABLISHED -j ACCEPT
-A INPUT -p tcp -m tcp --dport 443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
COMMIT
`;
const cameIn = (peer: string, port: number, peerPort = 5_000): Tracked => {
  const original = { source: peer, sourcePort: peerPort, destination: "198.51.100.7", destinationPort: port };
  const reply = { source: "198.51.100.7", sourcePort: port, destination: peer, destinationPort: peerPort };
  return { family: 4, protocol: "tcp", original, reply };
};
const database = cameIn("192.0.2.9", 5432);
const files = cameIn("192.0.2.9", 21);
const listing = (tracked: readonly Tracked[], untrack = true): FlowListing => ({
  tracked,
  sockets: [],
  listening: [],
  tools: { sockets: true, tracking: true, untrack },
  loose: true,
  cut: false,
});
const keyOf = ({ original }: Tracked) =>
  `tcp ${original.source} ${original.sourcePort} ${original.destination} ${original.destinationPort}`;

let sent: Flow[][];
/** A host on which these flows are open, and those after a cut. */
function open(
  tracked: readonly Tracked[],
  after: readonly Tracked[] = [],
  kept: readonly number[] = [],
): void {
  const facts = sampleFacts({ live: { ipv4, ipv6: ipv4 } });
  setHostGateway(
    pretendGateway({
      readFlows: async () => ({ facts, listing: listing(tracked) }),
      cutFlows: async (_hostId, flows) => {
        sent.push([...flows]);
        return { listing: listing(after), kept };
      },
    }),
  );
}
const cut = (...flows: readonly Tracked[]) => cutFlows(owner, { applyId, keys: flows.map(keyOf) });

beforeEach(async () => {
  sent = [];
  panel = await freshPanel();
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
  await db.revision.create({ data: { id: "r", policy: {}, hash: "x", createdBy: "u" } });
  await db.rollout.create({ data: { id: "o", revisionId: "r", createdBy: "u" } });
  const texts = { facts: {}, rules4: "", hash: "x", roles: [], summary: [] };
  const ids = { id: applyId, rolloutId: "o", hostId, revisionId: "r", number: 3 };
  await db.apply.create({
    data: { ...ids, ...texts, confirmMode: "proven", timeoutSeconds: 60, createdBy: "u", phase: "confirmed" },
  });
});
afterEach(() => panel.remove());

it("tells the open flows that would not be let in now: those that live first, then those that the rules ended", async () => {
  open([cameIn("192.0.2.9", 443), files, database]);
  const { flows, accepted } = await lookAtFlows(owner, { applyId });
  expect(flows.map(({ to, open: state, asNew, means }) => [to.port, state, asNew, means])).toEqual([
    [5432, "lives", "refused", "tracking"],
    [21, "ended", "refused", "tracking"],
  ]);
  expect(accepted).toBe(1);
});

it("cuts those that were picked and no others, and puts on record what is gone", async () => {
  open([files, database], [files]);
  expect(await cut(database)).toMatchObject({ gone: [{ to: { port: 5432 } }], alive: [], kept: [] });
  expect(sent.map((flows) => flows.map(({ original }) => original.destinationPort))).toEqual([[5432]]);
  const text = "tcp 192.0.2.9:5000 → 198.51.100.7:5432";
  expect(await listCuts(owner, { applyId })).toMatchObject([{ who: "The owner", gone: [text], alive: [] }]);
});

it("ends a flow once, and has it on record once, when two readers cut it at the same time", async () => {
  open([files, database]);
  const gateway = hostGateway();
  const { facts } = await gateway.readFlows(hostId);
  setHostGateway({
    ...gateway,
    // What was cut is gone for whoever reads afterwards.
    readFlows: async () => ({ facts, listing: listing(sent.length === 0 ? [files, database] : [files]) }),
  });
  const ends = await Promise.allSettled([cut(database), cut(database)]);
  expect(ends.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  expect(ends.find(({ status }) => status === "rejected")).toMatchObject({
    reason: { code: "flows-none-left" },
  });
  expect(sent).toHaveLength(1);
  expect(await listCuts(owner, { applyId })).toHaveLength(1);
  // One that fails is in nobody's way.
  await cut(files);
  expect(sent).toHaveLength(2);
});

it("has on record what the host was asked to end before it is asked, so that an answer that never arrives is told", async () => {
  open([files, database], [files]);
  const gateway = hostGateway();
  let before: Awaited<ReturnType<typeof listCuts>> = [];
  setHostGateway({
    ...gateway,
    cutFlows: async () => {
      before = await listCuts(owner, { applyId });
      throw new ServiceError("flows-failed", "The connection broke.", { status: 502 });
    },
  });
  await expect(cut(database)).rejects.toMatchObject({ code: "flows-failed" });
  const unanswered = ["tcp 192.0.2.9:5000 → 198.51.100.7:5432"];
  expect(before).toMatchObject([{ who: "The owner", gone: [], alive: [], unanswered }]);
  expect(await listCuts(owner, { applyId })).toEqual(before);
  setHostGateway(gateway);
  await cut(files);
  expect((await listCuts(owner, { applyId })).map(({ unanswered: left }) => left.length).toSorted()).toEqual([
    0, 1,
  ]);
});

it("says so where a flow is still there, also where the kernel took it up from the other side", async () => {
  const { original, reply } = database;
  open([files, database], [{ ...database, original: reply, reply: original }]);
  expect(await cut(database, files)).toMatchObject({
    gone: [{ to: { port: 21 } }],
    alive: [{ to: { port: 5432 } }],
  });
  expect(await listCuts(owner, { applyId })).toMatchObject([{ alive: [expect.stringContaining(":5432")] }]);
});

it("never touches the panel's own way in nor the reader's flows, nor one that would be let in", async () => {
  const panelWay = cameIn("203.0.113.9", 22);
  const mine = cameIn("192.0.2.77", 5432);
  const web = cameIn("192.0.2.9", 443);
  const { actor } = owner;
  await db.user.create({ data: { id: actor.id, name: actor.name, email: "o@example.org" } });
  const session = { id: "s", token: "t", userId: actor.id, expiresAt: new Date(Date.now() + 60_000) };
  await db.session.create({ data: { ...session, ipAddress: "::ffff:192.0.2.77" } });
  open([panelWay, mine, web, files]);
  const { flows } = await lookAtFlows(owner, { applyId });
  expect(flows.map(({ to, keeper }) => [to.port, keeper])).toEqual([
    [5432, "reader"],
    [22, "panel"],
    [21, null],
  ]);
  await expect(cut(panelWay, mine, web)).rejects.toMatchObject({ code: "flows-none-left" });
  await cut(panelWay, mine, web, files);
  expect(sent.map((all) => all.map(({ original }) => original.destinationPort))).toEqual([[21]]);
});

it("is only for the apply whose rules are in force, and never while another one is open", async () => {
  open([database]);
  await db.apply.update({ where: { id: applyId }, data: { phase: "rolled_back" } });
  await expect(lookAtFlows(owner, { applyId })).rejects.toMatchObject({ code: "flows-not-current" });
  await db.apply.update({ where: { id: applyId }, data: { phase: "probing" } });
  await expect(cut(database)).rejects.toMatchObject({ code: "apply-pending" });
  expect(sent).toEqual([]);
});

it("a viewer sees what was cut, and cuts nothing", async () => {
  open([database]);
  const viewer = actingAs("viewer");
  expect(await listCuts(viewer, { applyId })).toEqual([]);
  await expect(cutFlows(viewer, { applyId, keys: ["x"] })).rejects.toMatchObject({ code: "forbidden" });
});
