// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import type { ApplyEventView } from "@/lib/server/services/apply/apply-view";
import en from "@/messages/en";
import { ApplyEvents } from "./apply-events";

afterEach(cleanup);

const probed = (code: string): ApplyEventView => ({
  sequence: 1,
  at: "2026-01-01T00:00:00.000Z",
  phase: "applied",
  kind: "probed",
  detail: { ssh: { passed: false, fault: { code, params: {}, text: "in English" } } },
  answer: null,
  hostUptime: null,
  hasLive: false,
});

function told(code: string, drill: boolean): string {
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <ApplyEvents events={[probed(code)]} drill={drill} />
    </IntlProvider>,
  );
  const text = document.body.textContent ?? "";
  cleanup();
  return text;
}

test("silence is told as a fault of an apply, and as what a drill is for", () => {
  expect(told("host-timeout", false)).toContain("A firewall in between may drop the packets");
  const drill = told("host-timeout", true);
  expect(drill).toContain("the panel is shut out, as it is meant to be");
  expect(drill).not.toContain("firewall in between");
  expect(told("host-refused", true)).toContain("did not get in");
});
