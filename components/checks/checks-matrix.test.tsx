// @vitest-environment happy-dom
import { cleanup, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import type { CheckFrom, SeenOutcome } from "@/lib/core/checks/check";
import type { Judgement } from "@/lib/core/checks/judge-check";
import type { ToldResult } from "@/lib/server/services/checks/checks-view";
import en from "@/messages/en";
import { ChecksMatrix } from "./checks-matrix";

afterEach(cleanup);

const own = { 4: "203.0.113.10", 6: "2001:db8:113::10" };
const redisRule = "-A INPUT -p tcp -m tcp --dport 6379 -j ACCEPT";

function result(
  from: CheckFrom,
  port: number,
  met: Record<4 | 6, SeenOutcome>,
  judgement: Judgement,
): ToldResult {
  return {
    check: { from, kind: "tcp", target: null, port, reason: "service" },
    tries: ([4, 6] as const).map((family) => ({
      seen: {
        address: own[family],
        family,
        outcome: met[family],
        milliseconds: 12,
        tool: null,
        words: "",
      },
      sent: { source: family === 4 ? "198.51.100.77" : "2001:db8:ffff::77", destination: own[family] },
      intended: judgement === "agrees" ? "works" : "silent",
      rule: null,
      by: { kind: "no-rule" },
      live: met[family] === "works" ? "works" : "silent",
      liveRule: met[family] === "works" ? redisRule : null,
      liveBy:
        met[family] === "works" ? { kind: "text", text: redisRule, foreign: true } : { kind: "no-rule" },
      hangsOn: [],
      hangs: [],
      judgement: met[family] === "works" ? judgement : "agrees",
    })),
    judgement,
  };
}

const panel: CheckFrom = { kind: "panel" };
const anybody: CheckFrom = { kind: "vantage", name: "anybody" };
const results = [
  result(panel, 443, { 4: "works", 6: "works" }, "agrees"),
  result(panel, 6379, { 4: "works", 6: "works" }, "agrees"),
  result(anybody, 6379, { 4: "silent", 6: "works" }, "less-protected"),
];

const shown = (of: readonly ToldResult[]) => (
  <IntlProvider locale="en" messages={en} timeZone="UTC">
    <ChecksMatrix hostId="h" results={of} rules="confirmed" />
  </IntlProvider>
);
const rowOf = (port: number) =>
  screen.getByRole("rowheader", { name: new RegExp(`^tcp ${port}`) }).closest("tr") as HTMLElement;

test("each cell says in words what each family met, and what that means where it is not intended", () => {
  render(shown(results));
  expect(screen.getAllByRole("columnheader").map((head) => head.textContent)).toEqual([
    "Port",
    "Panel",
    "Anybody",
  ]);
  const told = (port: number) =>
    within(rowOf(port))
      .getAllByRole("cell")
      .map((cell) => cell.textContent);
  // Nobody knocked at 443 from there.
  expect(told(443)).toEqual(["v4worksv6works", ""]);
  expect(told(6379)).toEqual(["v4worksv6works", "v4no answerv6worksless protected"]);
});

test("an opened cell says from where to where, by which rule and what was met, and leads to exactly this packet", async () => {
  render(shown(results));
  await userEvent.click(within(rowOf(6379)).getAllByRole("button")[1] as HTMLElement);
  const detail = screen.getByRole("region", { name: "tcp 6379, Anybody" });
  expect(detail.textContent).toContain("tcp 6379 from anybody on the internet");
  // What is shut there is not said to be let in.
  expect(detail.textContent).toContain("It does not get through, as the rules intend.");
  expect(detail.textContent).toContain("198.51.100.77 → 203.0.113.10");
  expect(detail.textContent).toContain("No rule opens it.");
  expect(detail.textContent).toContain(`A rule that is not Sekisho’s:${redisRule}`);
  const links = within(detail).getAllByRole("link", { name: "Explain this packet" });
  expect(links.map((link) => link.getAttribute("href"))).toEqual([
    "/hosts/h/explain?rules=confirmed&from=198.51.100.77&to=203.0.113.10&proto=tcp&port=6379",
    // By the live rules, where those make another thing of it.
    "/hosts/h/explain?from=2001%3Adb8%3Affff%3A%3A77&to=2001%3Adb8%3A113%3A%3A10&proto=tcp&port=6379",
  ]);
});

test("a cell opens on what it was held against, closes again, and does not stay open over another run", async () => {
  const { rerender } = render(shown(results));
  const cell = within(rowOf(6379)).getAllByRole("button")[1] as HTMLElement;
  await userEvent.click(cell);
  expect(cell.getAttribute("aria-expanded")).toBe("true");
  expect(screen.getByRole("region", { name: "tcp 6379, Anybody" }).textContent).toContain(redisRule);
  await userEvent.click(cell);
  expect(screen.queryByRole("region", { name: "tcp 6379, Anybody" })).toBeNull();
  await userEvent.click(cell);
  rerender(shown(results.map((one) => ({ ...one }))));
  expect(screen.queryByRole("region", { name: "tcp 6379, Anybody" })).toBeNull();
});
