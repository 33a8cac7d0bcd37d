import { expect, test } from "vitest";
import type { CheckRunMessage } from "@/lib/server/services/checks/checks-view";
import { heard, type RunPlace } from "./use-check-run";

const host = { kind: "host" } as const;
const office = { kind: "vantage", name: "office" } as const;
const anybody = { kind: "vantage", name: "anybody" } as const;

const after = (...messages: CheckRunMessage[]) => messages.reduce<readonly RunPlace[]>(heard, []);
const places: CheckRunMessage = { kind: "places", places: [host, office] };

test("each place begins and ends by itself, and one that plays no part is not shown", () => {
  expect(after(places)).toEqual([
    { from: host, checks: null, ended: false },
    { from: office, checks: null, ended: false },
  ]);
  const some = after(
    places,
    { kind: "begun", from: host, checks: 2 },
    { kind: "begun", from: anybody, checks: 7 },
    { kind: "ended", from: host },
    { kind: "begun", from: office, checks: 7 },
    { kind: "ended", from: anybody },
  );
  expect(some).toEqual([
    { from: host, checks: 2, ended: true },
    { from: office, checks: 7, ended: false },
  ]);
});
