import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { BlockedEntry, BlockedFrame, SeenEntry } from "@/lib/core/blocked/blocked-entry";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { startingBody } from "@/lib/core/policy/roles";
import { db } from "@/lib/server/db/client";
import { saveDraft } from "../draft/save-draft";
import { startDraft } from "../draft/start-draft";
import { actingAs, freshPanel, sampleFacts } from "../fresh-panel";
import { saveNetwork } from "../object/save-network";
import { readReview } from "../review/read-review";
import { startRollout } from "../rollout/start-rollout";
import { blockedSight } from "./blocked-hub";
import type { BlockedMessage } from "./blocked-view";
import { watchBlocked } from "./watch-blocked";

// A database of its own for each test: slow where several suites share a processor.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const owner = actingAs("owner");
const hostId = "host-1";
let panel: Awaited<ReturnType<typeof freshPanel>>;
let sessions: { readonly tell: (frame: BlockedFrame) => void; readonly signal: AbortSignal }[];
let opened: () => void;
const viewers: AbortController[] = [];

const knock: BlockedEntry = {
  ...{ prefix: "sekisho in: ", way: "in", family: 4, inInterface: "eth0", outInterface: null },
  ...{ source: "192.0.2.200", destination: "198.51.100.7", protocol: "tcp" },
  ...{ sourcePort: 40000, destinationPort: 5432, icmp: null, flags: ["SYN", "ECE"], uid: null },
};
const sent: BlockedEntry = {
  ...{ ...knock, prefix: "sekisho out: ", way: "out", inInterface: null, outInterface: "eth0", uid: 33 },
  ...{ source: "198.51.100.7", destination: "203.0.113.80", destinationPort: 25 },
};
const seen = (entry: BlockedEntry, sequence: number | null = null, uptime = 100): SeenEntry => ({
  ...{ entry, uptime, sequence },
  programs: entry.uid === null ? null : ["php-fpm8.2"],
});
const frame = (entries: readonly SeenEntry[], more: Partial<BlockedFrame> = {}): BlockedFrame => ({
  ...{ uptime: 160, bootId: "b", reader: "kernel", reason: null, entries },
  ...more,
});

/** The web server's draft, with a rule that refuses and logs, and one that lets in and logs, becomes what is confirmed. */
async function confirm(facts: Partial<HostFacts> = {}, logRefused: number | null = 10): Promise<void> {
  await db.host.update({
    where: { id: hostId },
    data: { facts: sampleFacts(facts), inspectedAt: new Date() },
  });
  await saveNetwork(owner, { name: "office", entries: ["203.0.113.0/24"], note: "" });
  const { version } = await startDraft(owner, { hostId, role: "public-web-server" });
  const body = startingBody("public-web-server");
  const purposes = body.purposes.map((purpose) => ({
    ...purpose,
    rules: purpose.rules.map((rule) => ({
      ...rule,
      ...(rule.admin ? { sources: ["office"] } : { log: true }),
    })),
  }));
  await saveDraft(owner, {
    hostId,
    version,
    body: { ...body, purposes, protections: { ...body.protections, logRefused } },
  });
  const { hash } = await readReview(owner, { hostId });
  const { applyId } = await startRollout(owner, { hostId, hash });
  await db.apply.update({ where: { id: applyId }, data: { phase: "confirmed", finishedAt: new Date() } });
}

function view(context = actingAs("viewer"), host = hostId) {
  const leaving = new AbortController();
  viewers.push(leaving);
  const stream = watchBlocked(context, { hostId: host }, leaving.signal);
  const next = async (): Promise<BlockedMessage> => {
    const { value, done } = await stream.next();
    if (done) throw new Error("The stream is over.");
    return value;
  };
  return { next, leave: () => leaving.abort() };
}

async function session() {
  while (sessions.length === 0) await new Promise<void>((resolve) => (opened = resolve));
  return sessions[0] as (typeof sessions)[number];
}

/** What a viewer is told of these frames: the newest rows. */
async function told(...frames: readonly BlockedFrame[]) {
  const { next, leave } = view();
  await next();
  const { tell } = await session();
  let message: BlockedMessage | null = null;
  for (const one of frames) {
    tell(one);
    message = await next();
  }
  leave();
  return message as BlockedMessage;
}

beforeEach(async () => {
  sessions = [];
  opened = () => {};
  panel = await freshPanel({
    watchBlocked: (_hostId, { onFrame, signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve());
        sessions.push({ tell: onFrame, signal });
        opened();
      }),
  });
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: hostId, ...host } });
});
afterEach(async () => {
  for (const viewer of viewers.splice(0)) viewer.abort();
  await panel.remove();
});

it("tells each refusal with its rule, who it was, what it wanted, and a question for the Explain page", async () => {
  await confirm();
  const { status, log, told: rows } = await told(frame([seen(knock), seen(knock), seen(sent)]));
  expect([status, log]).toEqual([{ kind: "live" }, { reader: "kernel", reason: null }]);
  expect(rows?.standing).toBe("logs");
  // The public web server lets out what it likes: nothing of the confirmed rules writes this line.
  expect(rows?.rows).toMatchObject([
    {
      ...{ way: "out", network: "203.0.113.80", named: "office", protocol: "tcp", port: 25, service: "smtp" },
      ...{ user: "www-data", programs: ["php-fpm8.2"], count: 1 },
      rule: { name: "out", kind: expect.any(String) },
    },
    {
      ...{
        way: "in",
        network: "192.0.2.0/24",
        named: null,
        protocol: "tcp",
        port: 5432,
        count: 2,
        user: null,
      },
      rule: { name: "in", kind: "end", verdict: "drop", line: null },
      question: {
        way: "in",
        from: "192.0.2.200",
        to: "198.51.100.7",
        proto: "tcp",
        port: "5432",
        flags: "SYN",
        in: "eth0",
      },
    },
  ]);
});

it("names a row after the smallest network that all of it belongs to, and nobody else of the same /24", async () => {
  await confirm();
  await saveNetwork(owner, { name: "city", entries: ["192.0.2.0/25", "2001:db8::/32"], note: "" });
  await saveNetwork(owner, { name: "branch", entries: ["192.0.2.32-192.0.2.40"], note: "" });
  const from = (source: string) => seen({ ...knock, source, ...(source.includes(":") && { family: 6 }) });
  const sources = ["192.0.2.31", "192.0.2.32", "192.0.2.40", "192.0.2.41", "192.0.2.200", "2001:db8::7"];
  const { told: rows } = await told(frame(sources.map(from)));
  expect(rows?.rows.map(({ named, network, count, source }) => [named, network, count, source])).toEqual([
    ["city", null, 1, "2001:db8::7"],
    [null, "192.0.2.0/24", 1, "192.0.2.200"],
    ["city", null, 2, "192.0.2.41"],
    ["branch", null, 2, "192.0.2.40"],
  ]);
});

it("leaves out what a rule that lets in has written, and names a line that no confirmed rule writes as such", async () => {
  await confirm();
  const body = startingBody("public-web-server");
  const open = body.purposes[0]?.rules.find(({ admin }) => !admin);
  const { told: rows } = await told(
    frame([
      seen({ ...knock, prefix: `sekisho ${open?.id}: ` }),
      seen({ ...knock, prefix: "sekisho gone: " }),
    ]),
  );
  expect(rows?.rows.map(({ rule }) => rule)).toEqual([
    { name: "gone", kind: "unknown", verdict: null, observed: false, line: null },
  ]);
});

it("tells what was only observed as that, also of rules that are no longer the confirmed ones", async () => {
  await confirm();
  const observed = { ...sent, prefix: "sekisho would-reject/OUT: " };
  const { told: rows } = await told(frame([seen(observed), seen(sent)]));
  expect(rows?.rows.map(({ rule }) => [rule.observed, rule.verdict])).toEqual([
    [false, "drop"],
    [true, "reject"],
  ]);
});

it("says when it was by the panel's clock: as long ago as the host says", async () => {
  await confirm();
  const { readAt, told: rows } = await told(frame([seen(knock, null, 100), seen(knock, null, 130)]));
  const ago = (text: string | undefined) => (Date.parse(readAt ?? "") - Date.parse(text ?? "")) / 1000;
  expect([ago(rows?.rows[0]?.first), ago(rows?.rows[0]?.last)]).toEqual([60, 30]);
});

it("tells rows again only where something came, and tells apart why there are none", async () => {
  await confirm({}, null);
  const { next } = view();
  expect(await next()).toEqual({ status: { kind: "connecting" }, readAt: null, log: null, told: null });
  const { tell } = await session();
  tell(frame([]));
  expect((await next()).told).toEqual({ rows: [], forgotten: 0, standing: "silent" });
  tell(frame([]));
  expect((await next()).told).toBeNull();
  tell(frame([], { reader: "none", reason: "namespace" }));
  expect(await next()).toMatchObject({ log: { reader: "none", reason: "namespace" }, told: { rows: [] } });
});

it("says where the rules on the host write into a log that is silent there", async () => {
  await confirm();
  const { told: rows } = await told(frame([], { reader: "nflog" }));
  expect(rows?.standing).toBe("elsewhere");
});

it("says that nothing was confirmed", async () => {
  await db.host.update({ where: { id: hostId }, data: { facts: sampleFacts() } });
  expect((await told(frame([seen(knock)]))).told).toMatchObject({
    standing: "no-rules",
    rows: [{ rule: { kind: "unknown" } }],
  });
});

it("counts each numbered line once, though the log is read from its beginning again; a restart begins anew", () => {
  const { nothing, take } = blockedSight();
  const at = new Date(0);
  const counts = ({ groups }: typeof nothing) => groups.groups.map(({ count }) => count);
  const first = take(nothing, frame([seen(knock, 7), seen(knock, 9)]), at);
  const again = take(first, frame([seen(knock, 7), seen(knock, 9), seen(knock, 12)]), at);
  expect([counts(first), counts(again)]).toEqual([[2], [3]]);
  expect(take(again, frame([seen(knock, 9)]), at).groups).toBe(again.groups);
  expect(counts(take(again, frame([seen(knock, 3)], { bootId: "later" }), at))).toEqual([1]);
});

it("looks at no host for who may not, and at none that is not there", async () => {
  await expect(view(owner, "nobody").next()).rejects.toMatchObject({ code: "host-not-found" });
  expect(sessions).toEqual([]);
});
