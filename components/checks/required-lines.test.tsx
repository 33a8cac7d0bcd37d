// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import type { ApplyEventView } from "@/lib/server/services/apply/apply-view";
import en from "@/messages/en";
import { requiredOf } from "./required-detail";
import { RequiredLines } from "./required-lines";

afterEach(cleanup);

const counts = { failed: 0, unproven: 0, held: 0, undecided: 0 };

/** What a reader of the history is told of a proof with this evidence; "" where no check was required. */
function told(checks: unknown): string {
  const event: ApplyEventView = {
    sequence: 1,
    at: "2026-01-01T00:00:00.000Z",
    phase: "applied",
    kind: "probed",
    detail: { ssh: { passed: true }, ...(checks === undefined ? {} : { checks }) },
    answer: null,
    hostUptime: null,
    hasLive: false,
  };
  const detail = requiredOf(event);
  if (detail === null) return "";
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <RequiredLines detail={detail} />
    </IntlProvider>,
  );
  const text = document.body.textContent ?? "";
  cleanup();
  return text;
}

test("the history tells which check failed, from where, and what it met instead", () => {
  const failed = [
    {
      from: { kind: "vantage", name: "anybody" },
      port: 6379,
      address: "2001:db8:113::10",
      intended: "silent",
      seen: "works",
    },
  ];
  expect(told({ verdict: "refuted", counts: { ...counts, failed: 1 }, failed, unproven: [] })).toContain(
    "Anybody → tcp 6379 at 2001:db8:113::10: intended “no answer”, met “works”.",
  );
});

test("an older proof, which counted a check that held in one family, says no more than that", () => {
  expect(told({ verdict: "passed", counts: { ...counts, held: 7, undecided: 2 } })).toMatch(
    /^Required checks: 7 of 9 met what the rules mean, in IPv4 or IPv6 at least\..*2 do not depend on the rules/,
  );
});

test("a proof that was not made never reads as one, and an ordinary apply speaks of no checks", () => {
  const undecided = [25, 8443].map((port) => ({ from: { kind: "panel" }, port }));
  expect(told({ verdict: "passed", counts: { ...counts, held: 7, undecided: 2 }, undecided })).toMatch(
    /^Required checks: 7 of 9 met .*2 cannot be told, .*: Panel → tcp 25, Panel → tcp 8443\./,
  );
  expect(told({ verdict: "passed", counts: { ...counts, held: 7 }, undecided: [] })).not.toContain(
    "cannot be told",
  );
  for (const unproven of [
    { verdict: "unproven", late: true },
    { verdict: "unproven", fault: { code: "practice-gone", text: "gone" } },
    { verdict: "unproven", counts },
    {
      verdict: "unproven",
      counts,
      unproven: [{ from: { kind: "panel" }, port: 22, address: null, intended: "works", seen: "unread" }],
    },
  ]) {
    expect(told(unproven)).toMatch(/^Not proven: /);
  }
  expect(told(undefined)).toBe("");
});
