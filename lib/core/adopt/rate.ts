import type { Rate } from "@/lib/core/policy/schema";
import type { Match } from "@/lib/core/ruleset/match";
import type { Note } from "./account";

/** A rate as a policy says it; `above`: the rule is about what exceeds it. */
type Told = { readonly rate: Rate; readonly above: boolean; readonly note: RateNote };

/** How near a policy comes to a rule's rate. */
export type RateNote = Extract<Note, "rate" | "counted-anew">;

const bounded = (value: number, most: number) => Math.min(most, Math.max(1, Math.round(value)));

/**
 * The rate of a rule, or null where a policy has no word for it. A list of recent senders (`seen N times within S
 * seconds`) has no equal; the nearest rate lets as many through in a minute, N − 1 of them at once.
 */
export function rateOf(match: Extract<Match, { kind: "limit" | "source-limit" | "recent" }>): Told | null {
  switch (match.kind) {
    case "limit":
    case "source-limit": {
      const { count, per } = match;
      const perSource = match.kind === "source-limit" && match.shared !== true;
      const rate: Rate = {
        count: bounded(count, 100_000),
        per,
        burst: bounded(match.burst, 10_000),
        perSource,
      };
      const same =
        rate.count === count &&
        rate.burst === match.burst &&
        match.kind === "source-limit" &&
        match.sourceLength === undefined;
      return {
        rate,
        above: match.kind === "source-limit" && match.above,
        note: same ? "counted-anew" : "rate",
      };
    }
    case "recent": {
      const { action, seconds, hits, side } = match;
      const asks = action === "update" || action === "rcheck";
      if (!asks || side !== "source" || seconds === null || hits === null || seconds <= 0) return null;
      const passed = Math.max(1, hits - 1);
      const count = bounded((passed * 60) / seconds, 100_000);
      return {
        rate: { count, per: "minute", burst: bounded(passed, 10_000), perSource: true },
        above: true,
        note: "rate",
      };
    }
  }
}
