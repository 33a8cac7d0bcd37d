import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { LiveFrame, LiveSocket } from "@/lib/core/live/live-frame";
import { actorOf, currentActor } from "@/lib/server/auth/actor";
import { db } from "@/lib/server/db/client";
import { actingAs, freshPanel, sampleFacts } from "@/lib/server/services/fresh-panel";
import type { LiveMessage } from "@/lib/server/services/live/live-view";
import { GET } from "./route";

vi.mock("@/lib/server/auth/actor", () => ({ currentActor: vi.fn(), actorOf: vi.fn() }));
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** The one session of the pretended host. */
type Session = { readonly tell: (frame: LiveFrame) => void; readonly signal: AbortSignal };
let sessions: Session[];
let opened: () => void;
let panel: Awaited<ReturnType<typeof freshPanel>>;
const readers: AbortController[] = [];

beforeEach(async () => {
  sessions = [];
  opened = () => {};
  panel = await freshPanel({
    watchLive: (_hostId, { onFrame, signal }) =>
      new Promise((resolve) => {
        signal.addEventListener("abort", () => resolve());
        sessions.push({ tell: onFrame, signal });
        opened();
      }),
  });
  const host = { name: "web-1", kind: "ssh", address: "198.51.100.7", port: 22, user: "root" };
  await db.host.create({ data: { id: "h", ...host, facts: sampleFacts() } });
});
afterEach(async () => {
  for (const reader of readers.splice(0)) reader.abort();
  vi.useRealTimers();
  await panel.remove();
});

async function ask(host: string, permission: Parameters<typeof actingAs>[0] | null = "viewer") {
  const actor = permission === null ? null : actingAs(permission).actor;
  vi.mocked(currentActor).mockResolvedValue(actor);
  vi.mocked(actorOf).mockResolvedValue(actor);
  const leaving = new AbortController();
  readers.push(leaving);
  const request = new Request(`http://127.0.0.1/api/hosts/${host}/live`, { signal: leaving.signal });
  const answer = await GET(request, { params: Promise.resolve({ host }) });
  const reader = answer.body?.getReader();
  const text = async () => new TextDecoder().decode((await reader?.read())?.value);
  const message = async () => JSON.parse((await text()).replace(/^data: /, "")) as LiveMessage;
  return {
    answer,
    text,
    message,
    over: async () => (await reader?.read())?.done,
    leave: () => leaving.abort(),
  };
}

async function session(): Promise<Session> {
  while (sessions.length === 0) await new Promise<void>((resolve) => (opened = resolve));
  return sessions[0] as Session;
}

const listens: LiveSocket = {
  ...{ key: "a", protocol: "tcp", family: 4, state: "LISTEN", local: "0.0.0.0", localPort: 443 },
  ...{ interface: null, peer: null, peerPort: null, holders: [], uid: 33 },
};
const came: LiveSocket = { ...listens, key: "b", state: "ESTAB", peer: "192.0.2.9", peerPort: 5 };
const frame: LiveFrame = {
  ...{ uptime: 50, source: "ss", more: 0, sockets: [listens, came] },
  counts: [
    {
      family: 4,
      table: "filter",
      chain: "SEKISHO-IN",
      text: "-A SEKISHO-IN -i lo -j ACCEPT",
      packets: 7,
      bytes: 900,
    },
  ],
};

it("tells who is signed in what is open and what was counted, and then only what changed", async () => {
  const { answer, message } = await ask("h");
  expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
  expect(await message()).toEqual({
    status: { kind: "connecting" },
    sockets: null,
    rules: null,
    counts: null,
  });
  const { tell } = await session();
  tell(frame);
  const { status, sockets, rules, counts } = await message();
  expect(status).toEqual({ kind: "live" });
  expect(sockets?.rows.map(({ way, user }) => [way, user])).toEqual([
    ["listens", "www-data"],
    ["in", "www-data"],
  ]);
  expect(rules?.rules.map(({ rule }) => [rule.chain, rule.number, rule.target.code])).toEqual([
    ["SEKISHO-IN", 1, "accept"],
  ]);
  expect(counts).toEqual({ rules: rules?.name, uptime: 50, values: [[7, 900]] });
  tell({ ...frame, uptime: 51, counts: null });
  expect(await message()).toMatchObject({ sockets: { uptime: 51 }, rules: null, counts: null });
});

it("closes the host's session when its reader leaves", async () => {
  const { text, leave } = await ask("h");
  await text();
  const { signal } = await session();
  leave();
  expect(signal.aborted).toBe(true);
});

it("counts a reader as gone that takes nothing any more, though its connection stands", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const { text } = await ask("h");
  await text();
  const { signal } = await session();
  await vi.advanceTimersByTimeAsync(59_000);
  expect(signal.aborted).toBe(false);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(signal.aborted).toBe(true);
});

it("ends for who has signed out meanwhile", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
  const { text } = await ask("h");
  await text();
  const { signal } = await session();
  vi.mocked(actorOf).mockResolvedValue(null);
  await vi.advanceTimersByTimeAsync(31_000);
  expect(signal.aborted).toBe(true);
});

it("gives a stranger nothing, and refuses a host that is none, without any session", async () => {
  const { answer } = await ask("h", null);
  expect([answer.status, answer.body]).toEqual([401, null]);
  const none = await ask("nobody");
  expect(await none.text()).toMatch(/^event: refused\ndata: .*"host-not-found"/);
  expect(await none.over()).toBe(true);
  expect(sessions).toEqual([]);
});
