// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Phase } from "@/lib/core/rollout/phase";
import type { ApplyProgress } from "@/lib/server/services/apply/apply-view";
import { pretendProgress } from "./testing/pretend-progress";
import { useApplyProgress } from "./use-apply-progress";

const progress = (phase: Phase, finishedAt: string | null = null): ApplyProgress =>
  pretendProgress({ phase, finishedAt });

/** The browser's event source, driven by hand. */
class FakeSource {
  static opened: FakeSource[] = [];
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  closed = false;
  constructor(readonly url: string) {
    FakeSource.opened.push(this);
  }
  addEventListener() {}
  close() {
    this.closed = true;
  }
  say(phase: Phase, finishedAt: string | null = null) {
    this.onmessage?.({
      data: JSON.stringify({ ...progress(phase, finishedAt), now: "2030-01-01T00:00:00Z" }),
    });
  }
}

beforeEach(() => {
  FakeSource.opened = [];
  vi.stubGlobal("EventSource", FakeSource);
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

test("follows the stream, tells each change of phase, and closes at the end", () => {
  const onPhase = vi.fn();
  const { result } = renderHook(() => useApplyProgress(first, onPhase));
  const source = FakeSource.opened[0] ?? expect.fail("no stream");
  expect(source.url).toBe("/api/applies/a1/events");
  act(() => source.say("armed"));
  act(() => source.say("armed"));
  expect(result.current.progress.phase).toBe("armed");
  expect(onPhase).toHaveBeenCalledTimes(1);
  act(() => source.say("confirmed", "2030-01-01T00:00:10Z"));
  expect(source.closed).toBe(true);
  expect(onPhase).toHaveBeenCalledTimes(2);
});

test("a lost stream is said, and what the server renders anew is shown", () => {
  const { result, rerender } = renderHook(({ initial }) => useApplyProgress(initial, () => {}), {
    initialProps: { initial: first },
  });
  act(() => FakeSource.opened[0]?.onerror?.());
  expect(result.current.connected).toBe(false);
  rerender({ initial: progress("waiting") });
  expect(result.current.progress.phase).toBe("waiting");
  act(() => FakeSource.opened[0]?.onopen?.());
  expect(result.current.connected).toBe(true);
});

test("an apply that is over opens no stream", () => {
  const over = progress("confirmed", "2030-01-01T00:00:10Z");
  renderHook(() => useApplyProgress(over, () => {}));
  expect(FakeSource.opened).toEqual([]);
});

const first = progress("queued");
