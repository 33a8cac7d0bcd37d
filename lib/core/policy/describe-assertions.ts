import type { ChangeItem } from "./change-item";
import type { Policy } from "./schema";

function item(mark: "+" | "-", assertion: string): ChangeItem {
  const code = mark === "+" ? "assertion-added" : "assertion-removed";
  const text = mark === "+" ? `Asserted: ${assertion}` : `No longer asserted: ${assertion}`;
  return { mark, code, params: { assertion }, text };
}

/** Assertions that come and go; they change no rule. */
export function describeAssertions(before: Policy | null, after: Policy): ChangeItem[] {
  const [was, is] = [before?.assertions ?? [], after.assertions ?? []];
  return [
    ...is.filter((text) => !was.includes(text)).map((text) => item("+", text)),
    ...was.filter((text) => !is.includes(text)).map((text) => item("-", text)),
  ];
}
