import { describe, expect, test } from "vitest";
import { nextSkew, secondsLeft, shareLeft } from "./countdown-math";

const deadline = "2030-01-01T00:01:00.000Z";
const at = (text: string) => Date.parse(text);

describe("the countdown", () => {
  test("counts to the deadline and stops at nothing", () => {
    expect(secondsLeft(deadline, at("2030-01-01T00:00:00.000Z"), 0)).toBe(60);
    expect(secondsLeft(deadline, at("2030-01-01T00:00:59.001Z"), 0)).toBe(1);
    expect(secondsLeft(deadline, at("2030-01-01T00:01:00.000Z"), 0)).toBe(0);
    expect(secondsLeft(deadline, at("2030-01-01T09:00:00.000Z"), 0)).toBe(0);
  });

  test("a browser whose clock is wrong shows the host's time all the same", () => {
    const hour = 3_600_000;
    expect(secondsLeft(deadline, at("2030-01-01T01:00:00.000Z"), hour)).toBe(60);
    expect(secondsLeft(deadline, at("2029-12-31T23:00:30.000Z"), -hour)).toBe(30);
  });

  test("late messages do not make the browser's clock look ahead", () => {
    const first = nextSkew(null, at("2030-01-01T00:00:05.000Z"), "2030-01-01T00:00:03.000Z");
    expect(first).toBe(2000);
    expect(nextSkew(first, at("2030-01-01T00:00:10.100Z"), "2030-01-01T00:00:10.000Z")).toBe(100);
    expect(nextSkew(100, at("2030-01-01T00:00:20.000Z"), "2030-01-01T00:00:11.000Z")).toBe(100);
  });

  test("the ring is full at the start, empty at the end, and never more", () => {
    expect([
      shareLeft(60, 60),
      shareLeft(30, 60),
      shareLeft(0, 60),
      shareLeft(90, 60),
      shareLeft(1, 0),
    ]).toEqual([1, 0.5, 0, 1, 0]);
  });
});
