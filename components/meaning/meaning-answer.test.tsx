// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, describe, expect, test } from "vitest";
import type { MeaningRowView, MeaningView, ProtectionView } from "@/lib/server/services/meaning/meaning-view";
import en from "@/messages/en";
import ja from "@/messages/ja";
import { MeaningAnswer } from "./meaning-answer";
import type { Between } from "./meaning-words";

afterEach(cleanup);

const everything = { except: true, terms: [], more: 0 } as const;
const row: MeaningRowView = {
  id: "row-0",
  kind: "opened",
  families: [4],
  way: "in",
  states: [],
  services: everything,
  sources: everything,
  destinations: everything,
  in: null,
  out: null,
  also: [],
  conditions: [],
  rates: null,
  idle: false,
  before: "drop",
  after: "accept",
  sample: { protocol: "tcp", from: "192.0.2.7", to: "192.0.2.1", port: 22, question: {} },
  rules: { before: null, after: null },
  ends: { before: null, after: null },
};
const told: Extract<MeaningView, { told: true }> = {
  told: true,
  outcomes: { 4: "different", 6: "equal" },
  faults: {},
  rows: [row],
  others: [],
  more: 0,
  protections: [],
  lines: { networks: {}, services: {} },
};

function show(meaning: MeaningView, locale: "en" | "ja" = "en", between?: Between) {
  const { container } = render(
    <IntlProvider locale={locale} messages={{ en, ja }[locale]} timeZone="UTC">
      <MeaningAnswer
        hostId="host-1"
        meaning={meaning}
        explain={{ before: null, after: null }}
        {...(between && { between })}
      />
    </IntlProvider>,
  );
  return container.textContent ?? "";
}

test("what a restart would change is told from what was confirmed, and not from what is now", () => {
  const english = show(told, "en", "restart");
  expect(english).toContain("confirmed: ");
  expect(english).toContain("after a restart: ");
  expect(english).not.toContain("now: ");
  expect(show(told)).toContain("before: ");
  expect(show(told, "ja", "restart")).toContain("再起動後: ");
});

test("tables that are not understood are told with the line and the chain", () => {
  const text = 'Line 12, column 28: expected a closing " (chain OFFICE)';
  const fault = {
    code: "save-syntax",
    severity: "error",
    path: ["line", 12],
    params: { line: 12, chain: "OFFICE" },
    text,
  } as const;
  const unread = {
    ...told,
    outcomes: { 4: "equal", 6: "unreadable" },
    faults: { 6: fault },
    rows: [],
  } as const;
  expect(show(unread)).toContain("line 12 of what iptables-save printed, in chain OFFICE.");
  expect(show(unread)).toContain(text);
  expect(show(unread, "ja")).toContain("12 行目（チェーン OFFICE）");
});

describe("protections that count", () => {
  const most = (count: number) => ({ protection: "open-connections", most: count }) as const;
  const counting = (before: ProtectionView["before"], after: ProtectionView["after"]): ProtectionView => ({
    families: [4, 6],
    before,
    after,
    standing: before !== null && before === after,
    holdsOpened: false,
    rows: [],
    others: [],
    more: 0,
  });
  const twenty = "Who has 20 connections open gets no further one until one is closed.";
  const alone = (one: ProtectionView, rows: readonly MeaningRowView[] = []) =>
    ({ ...told, outcomes: { 4: "different", 6: "different" }, rows, protections: [one] }) as const;

  test("that are all that changes are told so first, then each in a sentence", () => {
    const text = show(alone({ ...counting(null, most(20)), rows: [row] }));
    const places = ["Below what protections count, nothing changes for any packet", twenty].map((words) =>
      text.indexOf(words),
    );
    expect(places.every((place) => place >= 0)).toBe(true);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
    expect(text).toContain("Which connections it counts");
    expect(text).not.toContain("Newly reachable");
    expect(show(alone(counting(null, most(20))), "ja")).toContain("同時に 20 本の接続を開いている送信元は");
  });

  test("come after whatever else changes, and do not say that nothing does", () => {
    const text = show(alone(counting(null, most(20)), [row]));
    expect(text.indexOf("Newly reachable")).toBeLessThan(text.indexOf(twenty));
    expect(text.indexOf("Newly reachable")).toBeGreaterThanOrEqual(0);
    expect(text).not.toContain("nothing changes");
    expect(text).not.toContain("as before");
  });

  test("say what they were where the number changes, and that they end", () => {
    expect(show(alone(counting(most(20), most(50))))).toContain(`Until now: ${twenty}`);
    const ends = show(alone(counting(most(20), null), [row]));
    expect(ends).toContain("no longer");
    // It may have held whoever is refused now for another reason.
    expect(ends).not.toContain("Nobody who");
    expect(ends).toContain("Its end lets nobody in.");
    expect(show(alone(counting(most(20), null)), "ja")).toContain("新たに入れる相手はいません");
  });

  test("that stand as before are no change, and are named where they hold whom is newly let in", () => {
    const standing = most(20);
    expect(show(alone(counting(standing, standing), [row]))).not.toContain("as before");
    const text = show(alone({ ...counting(standing, standing), holdsOpened: true }, [row]));
    expect(text).toContain("One protection that counts stands as before");
    expect(text).not.toContain("Protections that count");
    expect(
      show({
        ...told,
        outcomes: { 4: "equal", 6: "equal" },
        rows: [],
        protections: [counting(standing, standing)],
      }),
    ).toContain("Nothing changes for any packet");
  });
});
