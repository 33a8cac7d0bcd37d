// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { IntlProvider } from "use-intl";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import en from "@/messages/en";
import { Palette } from "./palette";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ push, refresh: vi.fn() }) }));

beforeEach(() => {
  Element.prototype.scrollIntoView = vi.fn();
});
afterEach(() => {
  cleanup();
  push.mockClear();
});

function open() {
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <Palette hosts={[{ id: "h1", name: "web-01", address: "192.0.2.7" }]} />
    </IntlProvider>,
  );
  return userEvent.keyboard("{Control>}k{/Control}");
}

test("Ctrl-K opens it, and Escape closes it", async () => {
  await open();
  expect(screen.getByPlaceholderText("A host, a page, an action")).toBeDefined();
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByPlaceholderText("A host, a page, an action")).toBeNull();
});

test("a few letters and Enter lead to the page", async () => {
  await open();
  await userEvent.keyboard("web rev{Enter}");
  expect(push).toHaveBeenCalledWith("/hosts/h1/review");
});

test.each([
  ["web check", "checks"],
  ["web live", "live"],
  ["web block", "blocked"],
  ["web narrow", "usage"],
  ["web usage", "usage"],
])("a page of a host is found by its name: %s", async (words, place) => {
  await open();
  await userEvent.keyboard(`${words}{Enter}`);
  expect(push).toHaveBeenCalledWith(`/hosts/h1/${place}`);
});

test("a host is found by its address too", async () => {
  await open();
  await userEvent.keyboard("192.0{Enter}");
  expect(push).toHaveBeenCalledWith("/hosts/h1");
});

test("letters that occur nowhere in a row find nothing, instead of something like it", async () => {
  await open();
  await userEvent.keyboard("rev ser");
  expect(screen.getByText("Nothing has this name.")).toBeDefined();
});
