import { describe, expect, it } from "vitest";
import { rateScale, rateText } from "./rate-text";

describe("rates as the kernel prints them", () => {
  it.each([
    [10, "minute", "10/min"],
    [60, "minute", "1/sec"],
    [90, "minute", "90/min"],
    [120, "hour", "2/min"],
    [24, "day", "1/hour"],
    [7, "day", "7/day"],
    [999, "second", "1000/sec"],
    [7000, "second", "10000/sec"],
    [13, "minute", "13/min"],
  ] as const)("limit %i/%s is %s", (count, per, text) => {
    expect(rateText(count, per, rateScale.limit)).toBe(text);
  });

  it.each([
    [99_999, "second", "100000/sec"],
    [600, "minute", "10/sec"],
    [13, "hour", "13/hour"],
  ] as const)("hashlimit %i/%s is %s", (count, per, text) => {
    expect(rateText(count, per, rateScale.hashlimit)).toBe(text);
  });

  it("settles: a printed rate prints as itself", () => {
    const units = { sec: "second", min: "minute", hour: "hour", day: "day" } as const;
    for (const scale of Object.values(rateScale)) {
      for (const per of Object.values(units)) {
        for (let count = 1; count <= 2_000; count++) {
          const text = rateText(count, per, scale);
          const [again = "", unit = ""] = text.split("/");
          const back = Object.entries(units).find(([short]) => short === unit)?.[1] ?? "second";
          expect(rateText(Number(again), back, scale)).toBe(text);
        }
      }
    }
  });
});
