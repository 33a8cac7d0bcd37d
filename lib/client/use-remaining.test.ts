// @vitest-environment happy-dom
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { formatRemaining, useRemaining } from "./use-remaining";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse("2026-11-22T05:00:00Z") });
});
afterEach(() => {
  vi.useRealTimers();
});

const countdown = {
  readAt: "2026-11-22T04:59:30Z",
  deadlineAt: "2026-11-22T05:00:30Z",
  remainingSeconds: 60,
};

test("counts down to the host's deadline and stops at zero", () => {
  const { result } = renderHook(() => useRemaining(countdown));
  expect(result.current).toBe(30);
  act(() => vi.advanceTimersByTime(10_000));
  expect(result.current).toBe(20);
  act(() => vi.advanceTimersByTime(60_000));
  expect(result.current).toBe(0);
});

test("without a deadline there is nothing to count, and no timer runs", () => {
  const { result } = renderHook(() => useRemaining(null));
  expect(result.current).toBeNull();
  expect(vi.getTimerCount()).toBe(0);
});

test("a new deadline takes over at once", () => {
  const { result, rerender } = renderHook((props) => useRemaining(props), { initialProps: countdown });
  rerender({ ...countdown, deadlineAt: "2026-11-22T05:01:30Z" });
  expect(result.current).toBe(90);
});

test.each([
  [0, "00:00"],
  [59, "00:59"],
  [61, "01:01"],
  [3600, "1:00:00"],
])("%i seconds read %s", (seconds, text) => {
  expect(formatRemaining(seconds)).toBe(text);
});
