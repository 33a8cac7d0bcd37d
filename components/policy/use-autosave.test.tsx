// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startingBody } from "@/lib/core/policy/roles";
import type { PolicyBody } from "@/lib/core/policy/schema";
import { keptEdits } from "./kept-edits";
import { type SaveAnswer, useAutosave } from "./use-autosave";

const first = startingBody("blank");
const withPort = (controlPanelPort: number): PolicyBody => ({ ...first, controlPanelPort });
const saved = (version: number): SaveAnswer => ({
  kind: "saved",
  saved: { version, updatedAt: "2030-01-01T00:00:00Z", problems: [] },
});

function open(save: (version: number, body: PolicyBody) => Promise<SaveAnswer>) {
  return renderHook(
    ({ body }: { body: PolicyBody }) =>
      useAutosave({ hostId: "h1", body, version: 7, updatedAt: "", save, unreachable: "no answer" }),
    { initialProps: { body: first } },
  );
}
const wait = (milliseconds: number) => act(() => vi.advanceTimersByTimeAsync(milliseconds));

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
});

describe("a draft is saved as it is typed", () => {
  test("a pause saves once, with the version that the edits began from", async () => {
    const save = vi.fn(async () => saved(8));
    const { result, rerender } = open(save);
    rerender({ body: withPort(1) });
    rerender({ body: withPort(10) });
    expect(save).not.toHaveBeenCalled();
    await wait(600);
    expect(save.mock.calls).toEqual([[7, withPort(10)]]);
    expect(result.current.state.kind).toBe("saved");
  });

  test("what is typed during a save is saved after it, on the new version", async () => {
    let finish: (answer: SaveAnswer) => void = () => {};
    const save = vi.fn(() => new Promise<SaveAnswer>((resolve) => (finish = resolve)));
    const { rerender } = open(save);
    rerender({ body: withPort(1) });
    await wait(600);
    rerender({ body: withPort(2) });
    await wait(600);
    expect(save).toHaveBeenCalledTimes(1);
    await act(async () => finish(saved(8)));
    await wait(600);
    expect(save.mock.calls[1]).toEqual([8, withPort(2)]);
  });

  test("a failed save keeps the edits in the browser and tries again", async () => {
    const save = vi.fn(async (): Promise<SaveAnswer> => Promise.reject(new Error("gone")));
    const { result, rerender } = open(save);
    rerender({ body: withPort(1) });
    await wait(600);
    expect(result.current.state).toEqual({ kind: "failed", message: "no answer" });
    expect(keptEdits("h1")).toEqual({ version: 7, body: withPort(1) });
    save.mockImplementation(async () => saved(8));
    await wait(5000);
    expect(result.current.state.kind).toBe("saved");
    expect(keptEdits("h1")).toBeNull();
  });
});

describe("two tabs on one draft", () => {
  const conflict = { updatedBy: "Sato", updatedAt: "2030-01-01T00:00:00Z", version: 9 };

  test("a conflict stops saving and loses nothing", async () => {
    const save = vi.fn(async (): Promise<SaveAnswer> => ({ kind: "conflict", conflict }));
    const { result, rerender } = open(save);
    rerender({ body: withPort(1) });
    await wait(600);
    expect(result.current.state).toEqual({ kind: "conflict", conflict });
    rerender({ body: withPort(2) });
    await wait(60_000);
    expect(save).toHaveBeenCalledTimes(1);
    expect(keptEdits("h1")?.body).toEqual(withPort(2));
  });

  test("keeping one's own saves it on top of the other's version", async () => {
    const save = vi.fn(async (): Promise<SaveAnswer> => ({ kind: "conflict", conflict }));
    const { result, rerender } = open(save);
    rerender({ body: withPort(1) });
    await wait(600);
    save.mockImplementation(async () => saved(10));
    await act(async () => result.current.overwrite(9));
    expect(save.mock.calls[1]).toEqual([9, withPort(1)]);
    expect(result.current.state.kind).toBe("saved");
  });

  test("taking the other's goes on from it without a save", async () => {
    const save = vi.fn(async (): Promise<SaveAnswer> => ({ kind: "conflict", conflict }));
    const { result, rerender } = open(save);
    rerender({ body: withPort(1) });
    await wait(600);
    const theirs = withPort(3);
    act(() => result.current.adopt({ version: 9, body: theirs, updatedAt: "" }));
    rerender({ body: theirs });
    await wait(5000);
    expect(save).toHaveBeenCalledTimes(1);
    save.mockImplementation(async () => saved(10));
    rerender({ body: withPort(4) });
    await wait(600);
    expect(save.mock.calls[1]).toEqual([9, withPort(4)]);
  });
});
