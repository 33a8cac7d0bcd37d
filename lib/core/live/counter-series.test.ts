import { expect, test } from "vitest";
import { addSample, type CounterSample, noCounters, ratesOf } from "./counter-series";

const sample = (uptime: number, packets: number, rules = "a"): CounterSample => ({
  rules,
  uptime,
  values: [
    [packets, packets * 100],
    [5, 500],
  ],
});
const seen = (...samples: readonly CounterSample[]) => samples.reduce(addSample, noCounters);

test("packets a second between two samples, whatever lies between them", () => {
  const series = seen(sample(10, 100), sample(13, 130), sample(15, 130));
  expect(ratesOf(series, 0)).toEqual([10, 0]);
  expect(ratesOf(series, 1)).toEqual([0, 0]);
  expect(series.resetAt).toBeNull();
});

test("a number that went down means that they began anew: it is said, and no rate is made of it", () => {
  const series = seen(sample(10, 100), sample(13, 130), sample(16, 4), sample(19, 10));
  expect(ratesOf(series, 0)).toEqual([null, 2]);
  expect(series.resetAt).toBe(16);
});

test("other rules and a host that started again begin anew too, also where the numbers are higher", () => {
  expect(seen(sample(10, 1), sample(13, 50, "b")).resetAt).toBe(13);
  expect(seen(sample(1000, 1), sample(3, 50)).resetAt).toBe(3);
});

test("nothing is made up for a gap, and the same moment twice is no step", () => {
  const series = seen(sample(10, 0), sample(100, 900), sample(100, 900), sample(102, 904));
  expect(ratesOf(series, 0)).toEqual([null, 2]);
  expect(series.resetAt).toBeNull();
});

test("what is kept has a bound", () => {
  const many = Array.from({ length: 400 }, (_, at) => sample(at * 3, at));
  expect(seen(...many).steps.length).toBe(100);
});
