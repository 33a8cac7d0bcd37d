// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import type { ExpectedOutcome } from "@/lib/core/checks/check";
import type { ToldResult } from "@/lib/server/services/checks/checks-view";
import en from "@/messages/en";
import { ChecksTable } from "./checks-table";

afterEach(cleanup);

const shown = (results: readonly ToldResult[]) => (
  <IntlProvider locale="en" messages={en} timeZone="UTC">
    <ChecksTable hostId="h" label="From the host itself" results={results} rules="live" />
  </IntlProvider>
);

const lookUp = (intended: ExpectedOutcome): ToldResult => ({
  check: { from: { kind: "host" }, kind: "dns", target: "example.com", port: null, reason: "names" },
  tries: [
    {
      seen: {
        address: null,
        family: null,
        outcome: intended === "works" ? "works" : "cannot-resolve",
        milliseconds: 5,
        tool: "getent",
        words: "",
      },
      sent: { source: "203.0.113.10", destination: "192.0.2.1" },
      intended,
      rule: null,
      by: { kind: "no-rule" },
      live: intended,
      liveRule: null,
      liveBy: { kind: "no-rule" },
      hangsOn: [],
      hangs: [],
      judgement: "agrees",
    },
  ],
  judgement: "agrees",
});

test.each([
  ["works", "names are found"],
  ["silent", "no names are to be found"],
] as const)("a look-up that is meant to meet “%s” is noted as “%s”", (intended, note) => {
  render(shown([lookUp(intended)]));
  expect(screen.getByRole("rowheader").textContent).toContain(`look up example.com${note}`);
});

test("what cannot be told names what it hangs on, and says so in general where that is not known", () => {
  const open = lookUp("cannot-tell");
  const hanging = (hangs: ToldResult["tries"][number]["hangs"]): ToldResult => ({
    ...open,
    tries: open.tries.map((one) => ({ ...one, judgement: "cannot-tell", hangs })),
    judgement: "cannot-tell",
  });
  const set = { text: "-m set --match-set banned src", phrase: null, doubt: null };
  render(shown([hanging([set])]));
  expect(screen.getByRole("table").textContent).toContain(`that they do not say: ${set.text}.`);
  cleanup();
  render(shown([hanging([])]));
  expect(screen.getByRole("table").textContent).toContain("on something that they do not say.");
});
