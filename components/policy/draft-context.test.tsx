// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import type { ReactNode } from "react";
import { IntlProvider } from "use-intl";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import type { PolicyBody } from "@/lib/core/policy/schema";
import en from "@/messages/en";
import { type DraftActions, DraftProvider, useDraft } from "./draft-context";
import { keepEdits, keptEdits } from "./kept-edits";

const read = startingBody("blank");
const withPort = (controlPanelPort: number): PolicyBody => ({ ...read, controlPanelPort });
const save = vi.fn<DraftActions["save"]>(async (version) => ({
  ok: true,
  value: { version: version + 1, updatedAt: "2030-01-01T00:00:00Z", problems: [] },
}));

/** A page that was rendered with version 7 of the draft. */
function open() {
  const draft = {
    hostId: "h1",
    hostName: "web-1",
    body: read,
    version: 7,
    updatedAt: "",
    updatedBy: "",
    problems: [],
    suggestions: [],
    objects: { networks: [], services: [] },
  };
  const unasked = () => Promise.reject(new Error("not asked for"));
  const actions = {
    save,
    load: unasked,
    saveNetwork: unasked,
    saveService: unasked,
    checkAssertions: unasked,
  };
  const wrapper = ({ children }: { children: ReactNode }) => (
    <IntlProvider locale="en" messages={en} timeZone="UTC">
      <DraftProvider draft={draft} facts={null} actions={actions}>
        {children}
      </DraftProvider>
    </IntlProvider>
  );
  return renderHook(useDraft, { wrapper });
}
const wait = () => act(() => vi.advanceTimersByTimeAsync(600));
/** As the page before this one left it: the module's memory of that page is gone. */
const saved = (version: number, body: PolicyBody) =>
  sessionStorage.setItem("sekisho-saved:h1", JSON.stringify({ version, body, updatedAt: "" }));

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  save.mockClear();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

test("a reload that was read before the last save shows what was saved, and goes on from it", async () => {
  saved(8, withPort(8443));
  const { result } = open();
  expect(result.current.body.controlPanelPort).toBe(8443);
  await wait();
  expect(save).not.toHaveBeenCalled();
  act(() => result.current.dispatch({ type: "change-body", change: { controlPanelPort: 9443 } }));
  await wait();
  expect(save.mock.calls).toEqual([[8, withPort(9443)]]);
});

test("edits that the page before could not save are brought back and saved on the version they began from", async () => {
  keepEdits("h1", { version: 6, body: withPort(8443) });
  const { result } = open();
  expect(result.current.body.controlPanelPort).toBe(8443);
  await wait();
  expect(save.mock.calls).toEqual([[6, withPort(8443)]]);
  expect(keptEdits("h1")).toBeNull();
});

test("edits that the panel holds already are no edits", async () => {
  keepEdits("h1", { version: 6, body: read });
  const { result } = open();
  await wait();
  expect(save).not.toHaveBeenCalled();
  expect(keptEdits("h1")).toBeNull();
  expect(result.current.saving.kind).toBe("saved");
});
