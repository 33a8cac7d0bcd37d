import type { Check } from "@/lib/core/checks/check";
import type { ownChecksSchema } from "./stored";

/** What an operator added to a host's checks. */
export type Own = NonNullable<ReturnType<typeof ownChecksSchema.parse>>;

/** Those that start at one place, as checks. */
export function ownChecks(own: Own, from: "host" | "panel"): Check[] {
  return own
    .filter((one) => one.from === from)
    .map(({ kind, target, port }) => ({ from: { kind: from }, kind, target, port, reason: "own" }));
}
