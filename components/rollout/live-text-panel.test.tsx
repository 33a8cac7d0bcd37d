// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test, vi } from "vitest";
import en from "@/messages/en";
import { LiveTextPanel } from "./live-text-panel";

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

function open(...answers: readonly (Response | Error)[]) {
  const asked = vi.fn(async () => {
    const answer = answers[asked.mock.calls.length - 1];
    if (answer instanceof Response) return answer;
    throw answer;
  });
  vi.stubGlobal("fetch", asked);
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <LiveTextPanel href="/live" title="Live before" />
    </IntlProvider>,
  );
  return asked;
}

test("the text is read when it is looked at, and stands there word for word", async () => {
  const asked = open(new Response("*filter\n-A INPUT -j DROP\nCOMMIT\n"));
  expect(screen.getByRole("status").textContent).toBe("Reading it from the record …");
  expect((await screen.findByText(/-A INPUT -j DROP/)).tagName).toBe("PRE");
  expect(asked).toHaveBeenCalledTimes(1);
});

test("a panel that does not answer, or refuses, is said, and asked again on demand", async () => {
  open(new Error("gone"), new Response(null, { status: 500 }), new Response("*filter\n"));
  for (let times = 0; times < 2; times++) {
    await screen.findByRole("alert");
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  }
  expect((await screen.findByText(/\*filter/)).tagName).toBe("PRE");
});
