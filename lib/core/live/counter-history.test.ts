import { expect, test } from "vitest";
import { counterHistory, type ReadSample } from "./counter-history";

const minute = 60_000;

/** A sample of two rules at a minute: packets of each. */
function sample(minutes: number, packets: readonly number[], more: Partial<ReadSample> = {}): ReadSample {
  return {
    rules: "now",
    bootId: "boot-1",
    readAt: minutes * minute,
    uptime: 1000 + minutes * 60,
    values: packets.map((count) => [count, count * 100]),
    ...more,
  };
}

test("tells packets a second of each part of the time, and nothing of a rule that counted nothing", () => {
  const history = counterHistory([sample(0, [0, 0]), sample(10, [600, 0]), sample(20, [600, 0])], 4);
  expect(history).toEqual({ rules: "now", rates: [[1, 1, 0, 0], null] });
});

test("what came between two looks is spread over the time between them, not over others", () => {
  const history = counterHistory([sample(0, [0]), sample(30, [1800]), sample(40, [7800])], 4);
  expect(history?.rates).toEqual([[1, 1, 1, 10]]);
});

test("counters that began anew leave the time before open: by a lower count, or by another start of the host", () => {
  const emptied = [sample(0, [500]), sample(10, [100]), sample(20, [700])];
  expect(counterHistory(emptied, 2)?.rates).toEqual([[null, 1]]);
  const restarted = [
    sample(0, [0]),
    sample(10, [600], { bootId: "boot-2" }),
    sample(20, [1200], { bootId: "boot-2" }),
  ];
  expect(counterHistory(restarted, 2)?.rates).toEqual([[null, 1]]);
});

test("samples of other rules say nothing, and one sample is no history", () => {
  const others = [sample(0, [9], { rules: "before" }), sample(10, [0]), sample(20, [600])];
  expect(counterHistory(others, 2)?.rates).toEqual([[1, 1]]);
  expect(counterHistory(others.slice(0, 2), 2)).toBeNull();
  expect(counterHistory([], 2)).toBeNull();
});
