// @vitest-environment happy-dom
import { act, cleanup, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { CounterHistory } from "@/lib/core/live/counter-history";
import { everySocket } from "@/lib/core/live/filter-sockets";
import type { RuleView } from "@/lib/server/services/explain/explain-view";
import type { LiveMessage, LiveSocketView } from "@/lib/server/services/live/live-view";
import en from "@/messages/en";
import { LiveView } from "./live-view";

/** The browser's event source, driven by hand. */
class FakeSource {
  static readonly CLOSED = 2;
  static opened: FakeSource[] = [];
  onerror: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  readyState = 1;
  closed = false;
  constructor(readonly url: string) {
    FakeSource.opened.push(this);
  }
  addEventListener() {}
  close() {
    this.closed = true;
  }
  say(message: Partial<LiveMessage>) {
    const whole = { status: { kind: "live" }, sockets: null, rules: null, counts: null, ...message };
    act(() => this.onmessage?.({ data: JSON.stringify(whole) }));
  }
}

const row = (program: string, more: Partial<LiveSocketView> = {}): LiveSocketView => ({
  ...{ key: program, protocol: "tcp", family: 4, state: "ESTAB", local: "203.0.113.10", localPort: 4000 },
  ...{ interface: null, peer: "198.51.100.1", peerPort: 443, uid: 0, user: "root", way: "out" },
  ...{ holders: [{ program, pid: 7, fd: 3 }], since: 90, exact: true, ...more },
});
const sockets = (uptime: number, ...rows: readonly LiveSocketView[]) => ({
  ...{ readAt: "2030-01-01T10:20:30Z", uptime, source: "ss" as const, more: 0, rows },
});

beforeEach(() => {
  FakeSource.opened = [];
  vi.stubGlobal("EventSource", FakeSource);
  vi.useFakeTimers();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function open(history: CounterHistory | null = null) {
  const { unmount } = render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <LiveView hostId="h" initialFilter={everySocket} history={history} apply={null} />
    </IntlProvider>,
  );
  const [source] = FakeSource.opened;
  if (source === undefined) throw new Error("no stream");
  return { source, unmount };
}

const wait = (seconds: number) => act(() => vi.advanceTimersByTime(seconds * 1000));
const has = (text: string | RegExp) => screen.queryByText(text) !== null;

test("rows come with each message and go with them; the stream ends with the page", () => {
  const { source, unmount } = open();
  expect(has("Connecting to the host…")).toBe(true);
  source.say({ sockets: sockets(100, row("nginx"), row("curl", { exact: false, since: 20 })) });
  expect(has("Live")).toBe(true);
  expect(has("nginx")).toBe(true);
  expect([has("10 s"), has("≥ 1 min 20 s")]).toEqual([true, true]);
  source.say({ sockets: sockets(101, row("curl")) });
  expect([has("nginx"), has("curl")]).toEqual([false, true]);
  unmount();
  expect(source.closed).toBe(true);
});

test("what is old is never shown as now: lost, silent, cut off and over are each said, with the time of the reading", () => {
  const { source } = open();
  source.say({ sockets: sockets(100, row("nginx")) });
  wait(3);
  expect(has("Live")).toBe(true);
  wait(2);
  expect([has("Live"), has(/^Nothing was heard for/)]).toEqual([false, true]);
  expect(has("10:20:30")).toBe(true);
  source.say({ status: { kind: "lost", code: "live-lost", params: {}, retryInSeconds: 8 } });
  expect([has("Live"), has("Connection lost, trying again")]).toEqual([false, true]);
  expect(has("The next try comes in 8 seconds.")).toBe(true);
  wait(3);
  expect(has("The next try comes in 5 seconds.")).toBe(true);
  expect(has("nginx")).toBe(true);
  source.say({ sockets: sockets(120, row("nginx")) });
  expect(has("Live")).toBe(true);
  act(() => source.onerror?.());
  expect([has("Live"), has("The panel cannot be heard")]).toEqual([false, true]);
  source.readyState = FakeSource.CLOSED;
  act(() => source.onerror?.());
  expect(has("The stream has ended")).toBe(true);
});

test("while it is paused the page stands still and says so; what goes on is shown again afterwards", () => {
  const { source } = open();
  source.say({ sockets: sockets(100, row("nginx")) });
  act(() => screen.getByRole("button", { name: "Pause" }).click());
  source.say({ sockets: sockets(101, row("curl")) });
  expect([has("Paused"), has("Live"), has("nginx"), has("curl")]).toEqual([true, false, true, false]);
  act(() => screen.getByRole("button", { name: "Go on" }).click());
  expect([has("Paused"), has("nginx"), has("curl")]).toEqual([false, false, true]);
});

test("how a rule went since its apply is shown beside what it counts now, and not beside other rules", () => {
  const rule: RuleView = {
    ...{ table: "filter", chain: "SEKISHO-IN", number: 1, text: "-A SEKISHO-IN -j DROP", conditions: [] },
    ...{ target: { code: "drop", params: {} }, own: true, origin: null },
  };
  const rules = (name: string) => ({ name, rules: [{ family: 4 as const, rule }] });
  const counts = (name: string) => ({ rules: name, uptime: 100, values: [[7, 420]] as const });
  const { source } = open({ rules: "now", rates: [[0.25, 3, null]] });
  source.say({ rules: rules("now"), counts: counts("now") });
  const line = "Packets a second since the apply: at most 3";
  expect(screen.queryByRole("img", { name: line })).not.toBeNull();
  source.say({ rules: rules("other"), counts: counts("other") });
  expect(screen.queryByRole("img", { name: line })).toBeNull();
});
