import { expect, it } from "vitest";
import type { ReadSample } from "@/lib/core/live/counter-history";
import { countedBy } from "./counted";

const start = Date.parse("2030-01-01T00:00:00Z");
const hour = 3_600_000;
const sample = (hours: number, packets: readonly number[], more: Partial<ReadSample> = {}): ReadSample => ({
  ...{ rules: "now", bootId: "one", readAt: start + hours * hour, uptime: hours * 3600 },
  values: packets.map((count) => [count, count * 60]),
  ...more,
});
const places = new Map([
  ["db", [0, 2]],
  ["idle", [1]],
]);

it("sums what a rule's lines counted, over restarts, and names the days on which they went up", () => {
  const counted = countedBy(
    [
      sample(1, [3, 0, 1]),
      sample(20, [3, 0, 1]),
      sample(30, [5, 0, 1]),
      sample(60, [2, 0, 0], { bootId: "two", uptime: 10 * 3600 }),
    ],
    "now",
    places,
  );
  expect(counted).toEqual({
    from: start + hour,
    to: start + 60 * hour,
    ...{ looked: 3, lost: 20 * hour },
    rules: new Map([
      ["db", { packets: 8, days: ["2030-01-01", "2030-01-02", "2030-01-03"] }],
      ["idle", { packets: 0, days: [] }],
    ]),
  });
});

it("takes counters that were set back as begun anew, and other rules for no rules of ours", () => {
  const counted = countedBy(
    [sample(1, [9], { rules: "old" }), sample(2, [7]), sample(3, [4])],
    "now",
    new Map([["db", [0]]]),
  );
  expect(counted?.rules.get("db")?.packets).toBe(11);
  expect(counted?.from).toBe(start + 2 * hour);
  expect(countedBy([sample(1, [1])], "other", places)).toBeNull();
});

it("tells how long nothing was known before a restart, and on how many days somebody looked", () => {
  const told = (...samples: ReadSample[]) => countedBy(samples, "now", places);
  const two = { bootId: "two", uptime: 600 };
  const short = told(sample(1, [0]), sample(2, [0]), sample(2.5, [0], two), sample(30, [0], two));
  expect([short?.looked, short?.lost]).toEqual([2, 20 * 60_000]);
  const long = told(sample(1, [0]), sample(24 * 30, [0], two));
  expect([long?.looked, long?.lost]).toEqual([2, 24 * 30 * hour - hour - 600_000]);
  expect(told(sample(1, [0]), sample(24 * 30, [0]))?.lost, "it never started anew").toBe(0);
});
