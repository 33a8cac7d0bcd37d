// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import en from "@/messages/en";
import { ApplyResult } from "./apply-result";
import { pretendProgress } from "./testing/pretend-progress";

afterEach(cleanup);

function told(leave: boolean, finishedAt: string | null): string {
  const progress = pretendProgress({ phase: "confirmed", finishedAt, leave });
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <ApplyResult progress={progress} askAgain={async () => null} />
    </IntlProvider>,
  );
  const text = document.body.textContent ?? "";
  cleanup();
  return text;
}

test("a host counts as left only once it is out of the lists", () => {
  expect(told(true, null)).toBe("");
  expect(told(true, "2026-01-01T00:00:00.000Z")).toContain("Nothing of ours is left on this host");
});

test("rules that were kept are told at once: they are in force", () => {
  expect(told(false, null)).toContain("Confirmed: the new rules stay");
});
