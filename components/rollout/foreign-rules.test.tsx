// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import en from "@/messages/en";
import { byFamily } from "./family-rules";
import { ForeignRules } from "./foreign-rules";

afterEach(cleanup);

const rules = (family: 4 | 6, count: number) =>
  Array.from({ length: count }, (_, index) => ({
    family,
    chain: "INPUT",
    line: index + 1,
    text: `-A INPUT -p ${family === 4 ? "tcp" : "udp"} ${index}`,
  }));

function show(four: number, six: number) {
  const all = [...rules(6, six), ...rules(4, four)];
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <ForeignRules rules={byFamily(all)} count={all.length} href="/all" title="Rules">
        Why
      </ForeignRules>
    </IntlProvider>,
  );
}
// Not asked by role: that takes its time where there are hundreds.
const lines = () => [...document.querySelectorAll("li")].map(({ textContent }) => textContent);
const more = () => document.querySelector("button");

test("a few rules stand there whole, IPv4 first, and nothing is to be opened", () => {
  show(2, 1);
  expect(lines()).toEqual([
    expect.stringContaining("tcp 0"),
    expect.stringContaining("tcp 1"),
    expect.stringContaining("udp 0"),
  ]);
  expect(more()).toBeNull();
});

test("of a thousand the page carries the first two hundred, and leads to all of them as a text", () => {
  show(150, 1000);
  expect(screen.getByText("1,150 rules, in the order in which they stand.")).toBeTruthy();
  expect(more()?.textContent).toBe("Show 100 more of 1,142");
  expect(document.querySelector("a")).toBeNull();
  fireEvent.click(more() as Element);
  fireEvent.click(more() as Element);
  expect(lines()).toHaveLength(200);
  expect(lines().filter((line) => line?.includes("tcp"))).toHaveLength(150);
  expect(more()).toBeNull();
  const link = document.querySelector("a");
  expect([link?.getAttribute("href"), link?.textContent]).toEqual(["/all", "All 1,150 as text"]);
});

test("of many the number and the first are told, and the others come a hundred at a time, every one of them", () => {
  show(150, 20);
  expect(screen.getByText("170 rules, in the order in which they stand.")).toBeTruthy();
  expect(lines()).toHaveLength(8);
  for (const [told, shown] of [
    ["Show 100 more of 162", 108],
    ["Show 62 more of 62", 170],
  ] as const) {
    expect(more()?.textContent).toBe(told);
    fireEvent.click(more() as Element);
    expect(lines()).toHaveLength(shown);
  }
  expect(new Set(lines()).size).toBe(170);
  expect(more()).toBeNull();
});
