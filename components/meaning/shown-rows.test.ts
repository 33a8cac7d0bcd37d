import { expect, it } from "vitest";
import type { MeaningRowView, MeaningView } from "@/lib/server/services/meaning/meaning-view";
import { shownRows } from "./shown-rows";

const told = (others: number, more: number): Extract<MeaningView, { told: true }> => ({
  told: true,
  outcomes: { 4: "different", 6: "different" },
  faults: {},
  rows: [],
  others: Array.from({ length: others }, (_, id) => ({ id: String(id) }) as unknown as MeaningRowView),
  more,
  protections: [],
  lines: { networks: {}, services: {} },
});

it("a page gets the rows that it shows, and counts the others to those that there is no row for", () => {
  const shown = shownRows(told(75, 4));
  if (!shown.told) throw new Error("told");
  expect(shown.others.map(({ id }) => id)).toEqual(Array.from({ length: 30 }, (_, id) => String(id)));
  expect(shown.more).toBe(49);
  const few = told(30, 4);
  expect(shownRows(few)).toEqual(few);
  const none: MeaningView = { told: false, why: "busy" };
  expect(shownRows(none)).toBe(none);
});
