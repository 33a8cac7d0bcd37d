// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { everyBlocked } from "@/lib/core/blocked/filter-blocked";
import type { BlockedMessage, BlockedRow } from "@/lib/server/services/blocked/blocked-view";
import en from "@/messages/en";
import type { LetIn } from "../guest/guest-dialog";
import type { Allow } from "./allow-button";
import { readBlockedFilter } from "./blocked-address";
import { BlockedView } from "./blocked-view";

vi.mock("next/navigation", () => ({ useRouter: () => ({ push }), unstable_rethrow: () => {} }));

/** The browser's event source, driven by hand. */
class FakeSource {
  static readonly CLOSED = 2;
  static opened: FakeSource[] = [];
  onerror: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  readyState = 1;
  constructor(readonly url: string) {
    FakeSource.opened.push(this);
  }
  addEventListener() {}
  close() {}
  say(message: Partial<BlockedMessage>) {
    const whole = {
      status: { kind: "live" },
      readAt: "2030-01-01T10:20:30Z",
      log: { reader: "kernel", reason: null },
      told: null,
      ...message,
    };
    act(() => this.onmessage?.({ data: JSON.stringify(whole) }));
  }
}

const knock: BlockedRow = {
  ...{ key: "knock", way: "in", family: 4, protocol: "tcp", port: 443, icmp: null, service: "https" },
  ...{ network: "198.51.100.0/24", source: "198.51.100.77", destination: "203.0.113.10", named: null },
  others: ["198.51.100.77"],
  ...{ user: null, programs: null, count: 3, first: "2030-01-01T10:20:00Z", last: "2030-01-01T10:20:29Z" },
  rule: { name: "in", kind: "end", verdict: "drop", observed: false, line: null },
  question: { way: "in", from: "198.51.100.77", proto: "tcp", port: "443" },
};
const sent: BlockedRow = {
  ...{ ...knock, key: "sent", way: "out", protocol: "udp", port: 8080, service: null, network: "192.0.2.53" },
  ...{ source: "203.0.113.10", destination: "192.0.2.53", user: "deploy", programs: ["curl"], count: 1 },
  others: ["192.0.2.53"],
  rule: { name: "out", kind: "end", verdict: "reject", observed: false, line: null },
};
const rows = (...all: readonly BlockedRow[]) => ({ rows: all, forgotten: 0, standing: "logs" as const });

function show(filter = everyBlocked): FakeSource {
  render(
    <IntlProvider locale="en" messages={en} timeZone="Asia/Tokyo">
      <BlockedView
        hostId="h"
        initialFilter={filter}
        services={["https", "ssh"]}
        letIn={letIn}
        allow={allow}
      />
    </IntlProvider>,
  );
  return FakeSource.opened.at(-1) as FakeSource;
}

const allow = vi.fn<Allow>();
const letIn = vi.fn<LetIn>();
const push = vi.fn();

beforeEach(() => {
  allow.mockReset();
  letIn.mockReset();
  push.mockReset();
  FakeSource.opened = [];
  vi.stubGlobal("EventSource", FakeSource);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const texts = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.textContent ?? "");

test("each row says who, where to, which rule and at least how often, with a way to explain it and one to the draft", () => {
  show().say({ told: rows(knock, sent) });
  const [first, second] = texts();
  for (const part of ["198.51.100.0/24", "tcp 443", "https", "nothing above let it in", "≥ 3"]) {
    expect(first).toContain(part);
  }
  for (const part of [
    "account deploy",
    "running as deploy when it was read: curl",
    "192.0.2.53",
    "udp 8080",
    "nothing above let it out",
  ]) {
    expect(second).toContain(part);
  }
  const explain = screen.getByRole("link", { name: "Explain: 198.51.100.0/24 tcp 443" });
  expect(explain.getAttribute("href")).toBe("/hosts/h/explain?from=198.51.100.77&proto=tcp&port=443");
});

test("a way out is written into the draft at one click, and leads to its rule; what has no port leads to the step", async () => {
  allow.mockResolvedValue({ ok: true, value: { rule: "to-1" } });
  const ping = { ...sent, key: "ping", protocol: "icmp", port: null, icmp: { type: 8, code: 0 } };
  show().say({ told: rows(sent, ping) });
  fireEvent.click(screen.getByRole("button", { name: "Allow this destination…: 192.0.2.53 udp 8080" }));
  await vi.waitFor(() => expect(push).toHaveBeenCalledWith("/hosts/h/edit/client#rule-to-1"));
  expect(allow).toHaveBeenCalledExactlyOnceWith({
    hostId: "h",
    address: "192.0.2.53",
    protocol: "udp",
    port: 8080,
  });
  const out = screen.getByRole("link", { name: "Let this out…: 192.0.2.53 icmp" });
  expect(out.getAttribute("href")).toBe("/hosts/h/edit/client");
});

test("what was only observed says so in words of its own, never that it was refused, and can be asked for alone", () => {
  const observed = { ...sent, key: "observed", rule: { ...sent.rule, observed: true } };
  show().say({ told: rows(observed, knock) });
  const [first, second] = texts();
  expect(first).toContain("would have been refused");
  expect(first).not.toContain("reject");
  expect(second).not.toContain("would have been");
  fireEvent.change(screen.getByLabelText("What came of it"), { target: { value: "observed" } });
  expect(texts()).toEqual([first]);
  expect(window.location.search).toBe("?answer=observed");
  fireEvent.change(screen.getByLabelText("What came of it"), { target: { value: "refused" } });
  expect(texts()).toEqual([second]);
});

test("while something is only observed, it stands above the rows that destinations may be missing", () => {
  const observed = { ...sent, key: "observed", rule: { ...sent.rule, observed: true } };
  const source = show();
  source.say({ told: rows(knock) });
  const words = /whole destinations may be missing/;
  expect(screen.queryByText(words)).toBeNull();
  source.say({ told: rows(observed) });
  const order = screen.getByText(words).compareDocumentPosition(screen.getByRole("table"));
  expect(order & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});

test("that the protections' drops are not logged is said with rows and without", () => {
  const source = show();
  for (const told of [rows(), rows(knock)]) {
    source.say({ told });
    expect(screen.getAllByText(/^What the protections drop .* is not logged/)).toHaveLength(1);
  }
});

test("what was refused long before the log was read has its date, the rest the time of day alone", () => {
  show().say({ told: rows({ ...knock, last: "2029-12-30T10:20:29Z", first: "2029-12-29T10:20:00Z" }, sent) });
  const [first, second] = texts();
  expect(first).toMatch(/^Dec 30, 2029.*since Dec 29, 2029/);
  expect(second).toMatch(/^19:20:29out/);
});

test("letting in asks first, with what was refused filled in", () => {
  show().say({ told: rows(knock) });
  fireEvent.click(screen.getByRole("button", { name: /^Let this in…/ }));
  const typed = screen.getByLabelText<HTMLInputElement>("From which address");
  const chosen = screen.getByLabelText<HTMLSelectElement>("May use");
  expect([typed.value, chosen.value]).toEqual(["198.51.100.77", "https"]);
});

test("a row of a named network offers its last address alone, or all of that network", async () => {
  letIn.mockResolvedValue({ ok: true, value: { until: "" } });
  const branch = { ...knock, named: "branch", network: null, source: "192.0.2.40" };
  show().say({ told: rows(branch) });
  expect(texts()[0]).toContain("branchlast 192.0.2.40");
  fireEvent.click(screen.getByRole("button", { name: "Let this in…: branch tcp 443" }));
  const who = screen.getByLabelText<HTMLSelectElement>("Who");
  expect([...who.options].map(({ text }) => text)).toEqual(["One address", "All of branch"]);
  const go = () => fireEvent.click(screen.getByRole("button", { name: "Look at what it opens" }));
  const rest = { hostId: "h", service: "https", hours: 2 };
  go();
  await vi.waitFor(() => expect(push).toHaveBeenCalledWith("/hosts/h/review"));
  expect(letIn).toHaveBeenLastCalledWith({ ...rest, address: "192.0.2.40" });
  fireEvent.change(who, { target: { value: "network" } });
  go();
  await vi.waitFor(() => expect(push).toHaveBeenCalledTimes(2));
  expect(letIn).toHaveBeenLastCalledWith({ ...rest, network: "branch" });
});

test("of many programs three are named, and all of them are a button away", () => {
  const programs = ["bash", "cron", "curl", "php-fpm8.2", "sshd"];
  show().say({ told: rows({ ...sent, programs }) });
  expect(texts()[0]).toContain("running as deploy when it was read: bash, cron, curl and 2 others");
  fireEvent.click(screen.getByRole("button", { name: "and 2 others" }));
  const all = screen.getByRole("dialog", { name: "What ran as this account when it was read" });
  expect([...all.querySelectorAll("li")].map(({ textContent }) => textContent)).toEqual(programs);
});

test("the filter is what the address says, and what is chosen goes into the address", () => {
  show(readBlockedFilter({ way: "out", network: ["192.0.2.0/24"] })).say({ told: rows(knock, sent) });
  expect(texts().length).toBe(1);
  fireEvent.change(screen.getByLabelText("Direction"), { target: { value: "in" } });
  expect(window.location.search).toBe("?way=in&network=192.0.2.0%2F24");
  expect(screen.getByText("No row fits")).toBeTruthy();
});

test("while it is paused nothing moves; rows that were told stay until others are", () => {
  const source = show();
  source.say({ told: rows(knock) });
  source.say({});
  fireEvent.click(screen.getByRole("button", { name: "Pause" }));
  source.say({ told: rows(sent, knock) });
  expect(texts().length).toBe(1);
  fireEvent.click(screen.getByRole("button", { name: "Go on" }));
  expect(texts().length).toBe(2);
});

test("where there is no log, or nothing is logged, it says why instead of showing nothing", () => {
  const source = show();
  source.say({ log: { reader: "none", reason: "no-kernel-log" }, told: rows() });
  expect(screen.getByText("This host gives us no log")).toBeTruthy();
  expect(screen.queryByText("Nothing refused since you came here")).toBeNull();
  source.say({ told: { ...rows(), standing: "silent" } });
  expect(screen.getByText("The confirmed rules log nothing")).toBeTruthy();
  source.say({ told: rows() });
  expect(screen.getByText("Nothing refused since you came here")).toBeTruthy();
});
