// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test, vi } from "vitest";
import en from "@/messages/en";
import { type Look, LookNow } from "./look-now";

vi.mock("next/navigation", () => ({ unstable_rethrow: () => {} }));
afterEach(cleanup);

function show(look: Look) {
  render(
    <IntlProvider locale="en" messages={en}>
      <LookNow hostId="h" look={look} />
    </IntlProvider>,
  );
  fireEvent.click(screen.getByRole("button", { name: "Look now" }));
}
const said = () => screen.getByRole("status").textContent;

test("while the host is read it says so, and cannot be asked twice; then it says how that ended", async () => {
  const ends: ((end: Awaited<ReturnType<Look>>) => void)[] = [];
  const look = vi.fn<Look>(() => new Promise((resolve) => ends.push(resolve)));
  show(look);
  expect(said()).toBe("Reading rules, counters and open connections of the host …");
  expect(screen.getByRole<HTMLButtonElement>("button").disabled).toBe(true);
  await act(async () => ends[0]?.({ ok: true, value: "looked" }));
  expect(said()).toBe("The host was read just now.");
  expect(look).toHaveBeenCalledExactlyOnceWith("h");
});

test("a host that cannot be read is no look, and leads to why", async () => {
  show(async () => ({ ok: true, value: "unreadable" }));
  const why = await screen.findByRole("link", { name: "Overview" });
  expect(why.getAttribute("href")).toBe("/hosts/h");
  expect(said()).toContain("The host could not be read.");
});

test("a refusal of the panel is shown as such", async () => {
  const failure = { code: "apply-pending", text: "An apply is open.", params: { number: 3 }, problems: [] };
  show(async () => ({ ok: false, failure }));
  expect((await screen.findByRole("alert")).textContent).toContain("Apply 3 of this host is still running");
  expect(said()).toBe("");
});
