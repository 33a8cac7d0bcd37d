// @vitest-environment happy-dom
import { cleanup, render } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useRefreshWhile } from "./use-refresh-while";

const router = vi.hoisted(() => ({ refresh: vi.fn() }));
vi.mock("next/navigation", () => ({ useRouter: () => router }));

function Moving() {
  useRefreshWhile(true, 3);
  return null;
}

beforeEach(() => {
  vi.useFakeTimers();
  router.refresh.mockClear();
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("while the panel is down the page stays as it is, and is read again once it answers", async () => {
  const ask = vi
    .fn()
    .mockRejectedValueOnce(new TypeError("Failed to fetch"))
    .mockResolvedValue(new Response());
  vi.stubGlobal("fetch", ask);
  render(<Moving />);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(ask).toHaveBeenCalledOnce();
  expect(router.refresh).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(router.refresh).toHaveBeenCalledOnce();
});
