import { faultNames, moments } from "./plan";
import type { Strike } from "./run";

/** How often each fault struck, by the moment at which it did. */
export type Counts = Record<string, Record<string, number>>;

export function count(counts: Counts, strikes: readonly Strike[]): void {
  for (const { fault, moment } of strikes) {
    const row = counts[fault] ?? {};
    counts[fault] = { ...row, [moment]: (row[moment] ?? 0) + 1 };
  }
}

/** The table fault × phase, as text. */
export function printTable(counts: Counts): string {
  const columns = [...moments, "over"] as const;
  const width = Math.max(...faultNames.map((name) => name.length));
  const cell = (text: string | number) => String(text).padStart(11);
  const rows = faultNames.map((name) => {
    const row = counts[name] ?? {};
    const total = Object.values(row).reduce((sum, each) => sum + each, 0);
    return `${name.padEnd(width)}${columns.map((column) => cell(row[column] ?? ".")).join("")}${cell(total)}`;
  });
  return [`${"".padEnd(width)}${columns.map(cell).join("")}${cell("all")}`, ...rows].join("\n");
}
