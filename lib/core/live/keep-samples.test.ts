import { expect, test } from "vitest";
import { newestOfSpans, samplesToDrop } from "./keep-samples";

const hour = 3_600_000;
const now = 1_000 * 24 * hour;
const at = (hoursAgo: number, applyId = "a") => ({ applyId, readAt: now - hoursAgo * hour });

test("all of the last day stays, before it one an hour for each apply, and nothing older than a month", () => {
  const lastDay = [at(0), at(0.2), at(23.9)];
  const sameHour = [at(47.1), at(47.3), at(47.2, "b"), at(47.9)];
  const older = [at(30 * 24), at(32 * 24)];
  const dropped = samplesToDrop([...lastDay, ...sameHour, ...older], now);
  expect(dropped).toEqual([sameHour[1], sameHour[3], older[1]]);
});

test("of many samples the oldest is read, the newest of each span, and the last before a restart", () => {
  const at = (...times: number[]) => times.map((readAt) => ({ readAt, bootId: readAt < 57 ? "a" : "b" }));
  expect(newestOfSpans(at(0, 1, 2, 30, 55, 59, 60, 99, 100), 4)).toEqual(at(0, 2, 30, 55, 60, 100));
  expect(newestOfSpans(at(0, 50, 100), 60)).toEqual(at(0, 50, 100));
  expect(newestOfSpans(at(7), 4)).toEqual(at(7));
  expect(newestOfSpans([], 4)).toEqual([]);
});
