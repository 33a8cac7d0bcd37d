// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import { IntlProvider } from "use-intl";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import type { PolicyBody } from "@/lib/core/policy/schema";
import en from "@/messages/en";
import { type DraftActions, DraftProvider, useDraft } from "./draft-context";
import { ObserveChoice } from "./observe-choice";

const blank = startingBody("blank");
const unasked = () => Promise.reject(new Error("not asked for"));
const actions: DraftActions = {
  save: async (version) => ({ ok: true, value: { version: version + 1, updatedAt: "", problems: [] } }),
  load: unasked,
  saveNetwork: unasked,
  saveService: unasked,
  checkAssertions: unasked,
};

let drafted: PolicyBody;
function Probe() {
  drafted = useDraft().body;
  return null;
}

let hosts = 0;

/** The choice beside a draft, and how its two cards stand. */
function open(more: Partial<PolicyBody>) {
  const draft = {
    // The panel remembers the newest draft of each host.
    hostId: `h${++hosts}`,
    ...{ hostName: "web-1", body: { ...blank, ...more }, version: 7, updatedAt: "", updatedBy: "" },
    ...{ problems: [], suggestions: [], objects: { networks: [], services: [] } },
  };
  render(
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <DraftProvider draft={draft} facts={null} actions={actions}>
        <ObserveChoice />
        <Probe />
      </DraftProvider>
    </IntlProvider>,
  );
  return screen
    .getAllByRole<HTMLButtonElement>("radio")
    .map((card) => [card.getAttribute("aria-checked"), card.disabled]);
}

beforeEach(() => {
  localStorage.clear();
  sessionStorage.clear();
});
afterEach(cleanup);

const client = { ...blank.client, mode: "at-request" } as const;

test("where what is not allowed is refused, it can be observed instead", () => {
  expect(open({ client })).toEqual([
    ["true", false],
    ["false", false],
  ]);
  fireEvent.click(screen.getByRole("radio", { name: /^Only observe/ }));
  expect(drafted.client.observe).toBe(true);
});

test("where nothing would be refused the choice is there, says why it cannot be made, and claims nothing", () => {
  const neither = [
    ["false", true],
    ["false", true],
  ];
  expect(open({ client: { ...client, mode: "everything" } })).toEqual(neither);
  expect(screen.getByText(/^Everything may leave, so there is nothing to observe/).textContent).toContain(
    "“Only what you choose may leave”",
  );
  cleanup();
  expect(open({ client, otherwise: "hand-on" })).toEqual(neither);
  expect(screen.getByText(/left to the host’s other rules, so there is nothing to observe/)).toBeTruthy();
});

test("what is set can be switched off also where nothing would be refused any more", () => {
  open({ client: { ...client, mode: "everything", observe: true } });
  expect(screen.getByText(/^Everything may leave, so there is nothing to observe/)).toBeTruthy();
  fireEvent.click(screen.getByRole("radio", { name: /^Protect/ }));
  expect(drafted.client.observe).toBeUndefined();
});
