// @vitest-environment happy-dom
import { cleanup, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, expect, test, vi } from "vitest";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import en from "@/messages/en";
import { useLogWords } from "./use-log-words";

let facts: Pick<HostFacts, "log"> | null;
vi.mock("./draft-context", () => ({ useDraft: () => ({ facts }) }));
afterEach(cleanup);

function Words() {
  return <p>{useLogWords()}</p>;
}

test.each<[string, typeof facts, RegExp]>([
  ["keeps its kernel's log", { log: "kernel" }, /^Into the host’s kernel log/],
  ["keeps none, and hands out packet messages", { log: "nflog" }, /^As a packet message \(NFLOG\)/],
  ["has none that can be read", { log: "none" }, /cannot read on this host/],
  ["was read before that was asked", {}, /^Into the host’s log\.$/],
  ["was never read", null, /^Into the host’s log\.$/],
])("a host that %s is told so", (_what, known, words) => {
  facts = known;
  render(
    <IntlProvider locale="en" messages={en}>
      <Words />
    </IntlProvider>,
  );
  expect(screen.getByText(words)).toBeTruthy();
});
