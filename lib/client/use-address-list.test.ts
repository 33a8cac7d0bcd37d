// @vitest-environment happy-dom
import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useAddressList } from "./use-address-list";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const tenThousand = Array.from({ length: 10_000 }, (_, at) => `10.${at >> 8}.${at & 255}.0/24`).join("\n");

test("a short list is read as it is typed, with the place of each fault", () => {
  const { result } = renderHook(() => useAddressList("192.0.2.0/27\n192.0.2.5/24"));
  expect(result.current.reading).toBeNull();
  expect(result.current.list.entries).toEqual(["192.0.2.0/27"]);
  expect(result.current.list.findings).toMatchObject([
    { line: 2, code: "host-bits", suggestion: "192.0.2.0/24" },
  ]);
});

test("a paste of 10,000 prefixes says that it is being read, then has all of them", () => {
  const { result, rerender } = renderHook(useAddressList, { initialProps: "" });
  rerender(tenThousand);
  expect(result.current.reading).toBe(10_000);
  act(() => vi.runAllTimers());
  expect(result.current.reading).toBeNull();
  expect(result.current.list.entries).toHaveLength(10_000);
});

test("a newer text ends the reading of an older one", () => {
  const { result, rerender } = renderHook(useAddressList, { initialProps: tenThousand });
  rerender("192.0.2.1");
  act(() => vi.runAllTimers());
  expect(result.current.list.entries).toEqual(["192.0.2.1"]);
});
