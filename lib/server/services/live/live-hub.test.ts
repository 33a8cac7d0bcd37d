import { afterEach, expect, test } from "vitest";
import type { LiveFrame, LiveSocket } from "@/lib/core/live/live-frame";
import { ServiceError } from "../service-error";
import { type LiveSnapshot, makeLiveHub } from "./live-hub";

const socket = (port: number): LiveSocket => ({
  key: `tcp ${port}`,
  protocol: "tcp",
  family: 4,
  state: "ESTAB",
  local: "192.0.2.1",
  localPort: port,
  interface: null,
  peer: "198.51.100.1",
  peerPort: 443,
  holders: [],
  uid: 0,
});
const frame = (uptime: number, more: Partial<LiveFrame> = {}): LiveFrame => ({
  uptime,
  source: "ss",
  sockets: [],
  more: 0,
  counts: null,
  ...more,
});

type Session = {
  readonly hostId: string;
  readonly tell: (frame: LiveFrame) => void;
  readonly lose: (error: unknown) => void;
  readonly closed: () => boolean;
  /** The host's end has gone too: until then the session counts. */
  readonly end: () => void;
};

/** A hub over pretended sessions. */
function pretended() {
  const sessions: Session[] = [];
  const pauses: number[] = [];
  let opened = () => {};
  const hub = makeLiveHub({
    now: () => new Date("2030-01-01T00:00:00Z"),
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    watch: (hostId, { onFrame, signal }) =>
      new Promise((end, lose) => {
        sessions.push({ hostId, tell: onFrame, lose, closed: () => signal.aborted, end });
        opened();
      }),
  });
  const nextSession = async (count: number) => {
    while (sessions.length < count) await new Promise<void>((resolve) => (opened = resolve));
    return sessions[count - 1] as Session;
  };
  return { hub, sessions, pauses, nextSession };
}

const gone = () => new ServiceError("host-unreachable", "Gone.", { params: { detail: "no way" } });

const viewers: AbortController[] = [];
afterEach(() => {
  for (const viewer of viewers.splice(0)) viewer.abort();
});

function viewer(hub: ReturnType<typeof pretended>["hub"], hostId = "h") {
  const ending = new AbortController();
  viewers.push(ending);
  const stream = hub.view(hostId, ending.signal);
  const next = async (): Promise<LiveSnapshot> => {
    const { value, done } = await stream.next();
    if (done) throw new Error("The stream is over.");
    return value;
  };
  return { next, leave: () => ending.abort(), stream };
}

test("a hundred viewers of a host cost one session, and each gets what the host tells", async () => {
  const { hub, sessions, nextSession } = pretended();
  const all = Array.from({ length: 100 }, () => viewer(hub));
  await Promise.all(all.map(({ next }) => next()));
  const session = await nextSession(1);
  const waiting = Promise.all(all.map(({ next }) => next()));
  session.tell(frame(7));
  expect((await waiting).map(({ sockets }) => sockets?.uptime)).toEqual(Array(100).fill(7));
  expect(sessions.length).toBe(1);
  await viewer(hub, "another").next();
  expect((await nextSession(2)).hostId).toBe("another");
});

test("the session is closed when the last viewer leaves, and not before", async () => {
  const { hub, nextSession } = pretended();
  const [one, other] = [viewer(hub), viewer(hub)];
  await Promise.all([one.next(), other.next()]);
  const session = await nextSession(1);
  one.leave();
  expect(session.closed()).toBe(false);
  // One who never asks again, as a browser that vanished, leaves by its signal alone.
  other.leave();
  expect(session.closed()).toBe(true);
});

test("who comes back while the old session is being closed waits for its end: never two at once", async () => {
  const { hub, sessions, nextSession } = pretended();
  const first = viewer(hub);
  await first.next();
  const old = await nextSession(1);
  first.leave();
  const second = viewer(hub);
  expect((await second.next()).status).toEqual({ kind: "connecting" });
  expect(sessions.length).toBe(1);
  old.end();
  await nextSession(2);
  expect(sessions.map(({ closed }) => closed())).toEqual([true, false]);
});

test("who joins later has what is known at once", async () => {
  const { hub, nextSession } = pretended();
  const first = viewer(hub);
  await first.next();
  const session = await nextSession(1);
  session.tell(frame(5, { sockets: [socket(1)] }));
  const snapshot = await viewer(hub).next();
  expect(snapshot.status).toEqual({ kind: "live" });
  expect(snapshot.sockets?.sockets.map(({ key }) => key)).toEqual(["tcp 1"]);
});

test("who is slow gets what is newest, and no queue", async () => {
  const { hub, nextSession } = pretended();
  const slow = viewer(hub);
  await slow.next();
  const session = await nextSession(1);
  for (let uptime = 1; uptime <= 500; uptime += 1) session.tell(frame(uptime));
  expect((await slow.next()).sockets?.uptime).toBe(500);
  const waiting = slow.next();
  session.tell(frame(501));
  expect((await waiting).sockets?.uptime).toBe(501);
});

test("a lost session is told with what was known last, and tried again after growing pauses", async () => {
  const { hub, pauses, nextSession } = pretended();
  const one = viewer(hub);
  await one.next();
  const first = await nextSession(1);
  first.tell(frame(9, { sockets: [socket(1)] }));
  await one.next();
  first.lose(gone());
  const lost = await one.next();
  expect(lost.status).toMatchObject({
    kind: "lost",
    code: "host-unreachable",
    params: { detail: "no way" },
    retryAt: new Date("2030-01-01T00:00:01Z"),
  });
  expect(lost.sockets?.uptime).toBe(9);
  for (let count = 2; count <= 8; count += 1) (await nextSession(count)).lose(gone());
  const back = await nextSession(9);
  expect(pauses).toEqual([1000, 2000, 4000, 8000, 15_000, 30_000, 30_000, 30_000]);
  back.tell(frame(99));
  let snapshot = await one.next();
  while (snapshot.status.kind === "lost") snapshot = await one.next();
  expect(snapshot.sockets?.uptime).toBe(99);
  back.lose(gone());
  await nextSession(10);
  expect(pauses.at(-1)).toBe(1000);
});

test("counters stay what they were until they are read again", async () => {
  const { hub, nextSession } = pretended();
  const one = viewer(hub);
  await one.next();
  const session = await nextSession(1);
  session.tell(frame(3, { counts: [] }));
  const first = await one.next();
  session.tell(frame(4));
  const second = await one.next();
  expect(second.counts).toBe(first.counts);
  expect(second.counts?.uptime).toBe(3);
});

test("how long a socket is seen: exact where it came while somebody looked; a restart begins anew", async () => {
  const { hub, nextSession } = pretended();
  const one = viewer(hub);
  await one.next();
  const session = await nextSession(1);
  const told = async (uptime: number, ports: readonly number[]) => {
    session.tell(frame(uptime, { sockets: ports.map(socket) }));
    return (await one.next()).sockets?.sockets.map(({ since, exact }) => [since, exact]);
  };
  expect(await told(100, [1])).toEqual([[100, false]]);
  expect(await told(101, [1, 2])).toEqual([
    [100, false],
    [101, true],
  ]);
  expect(await told(102, [2])).toEqual([[101, true]]);
  // It was gone in between, or nobody looked for long.
  expect(await told(103, [1, 2])).toEqual([
    [103, true],
    [101, true],
  ]);
  expect(await told(200, [2, 3])).toEqual([
    [101, true],
    [200, false],
  ]);
  expect(await told(5, [2])).toEqual([[5, false]]);
});
