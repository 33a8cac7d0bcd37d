// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { renderToString } from "react-dom/server";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test } from "vitest";
import type { FlowsView, FlowView } from "@/lib/server/services/flows/flows-view";
import en from "@/messages/en";
import { FlowsSection } from "./flows-section";

afterEach(cleanup);

const flow = (port: number, more: Partial<FlowView> = {}): FlowView => ({
  key: `tcp ${port}`,
  way: "in",
  family: 4,
  protocol: "tcp",
  from: { address: "192.0.2.9", port },
  to: { address: "198.51.100.7", port: 9999 },
  program: "python3",
  asNew: "refused",
  open: "lives",
  means: "socket",
  keeper: null,
  ...more,
});

/** Looks at what is open and ticks all of it; answers the keys that a press on the button then cuts. */
async function tickAll(flows: readonly FlowView[], word: string): Promise<readonly string[]> {
  const view: FlowsView = {
    readAt: "2026-01-01T00:00:00.000Z",
    flows,
    accepted: 0,
    seen: { sockets: true, tracking: true },
    more: false,
  };
  const asked: string[][] = [];
  const verbs = {
    look: async () => ({ ok: true, value: view }) as const,
    cut: async ({ keys }: { keys: string[] }) => {
      asked.push(keys);
      return { ok: true, value: { gone: [], alive: [], kept: [] } } as const;
    },
  };
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <FlowsSection verbs={verbs} cuts={[]} />
    </IntlProvider>,
  );
  await userEvent.click(screen.getByRole("button", { name: "Look at what is open" }));
  await userEvent.click(await screen.findByText(word));
  await userEvent.click(screen.getByText(/^Cut \d+ connections$/));
  return asked[0] ?? [];
}

test("all of a kind are ticked at once, without those that are nobody's to cut", async () => {
  const kept = [flow(3, { keeper: "panel" }), flow(4, { means: "no-tool" })];
  expect(await tickAll([flow(1), flow(2), ...kept], "Tick all 2")).toEqual(["tcp 1", "tcp 2"]);
});

test("takes no press before the page's own program runs: it would be lost", () => {
  const never = async () => new Promise<never>(() => {});
  const html = renderToString(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <FlowsSection verbs={{ look: never, cut: never }} cuts={[]} />
    </IntlProvider>,
  );
  expect(html).toMatch(/<div inert[^>]*>(?:(?!<\/div>).)*<button/);
});
