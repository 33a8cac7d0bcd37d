import type { ChangeRow } from "@/lib/core/analysis/diff/change-row";
import { isRate } from "@/lib/core/analysis/evaluate-rule";
import type { Match } from "@/lib/core/ruleset/match";
import type { ConditionTold, RatesTold } from "./meaning";
import type { Sides } from "./piece";
import { conditionsByName } from "./rules-told";

/** What a rate lets through and for whom it counts, in one text: the name of the counter apart, and who asks it how. */
function counting(match: Match): string {
  switch (match.kind) {
    case "source-limit":
    case "keyed-limit": {
      const { name: _, above: __, ...counted } = match;
      return JSON.stringify(counted);
    }
    default:
      // The mask of a list is a big number.
      return JSON.stringify(match, (_, value: unknown) => (typeof value === "bigint" ? `${value}` : value));
  }
}

const countings = (rates: readonly ConditionTold[]) =>
  new Set(rates.flatMap(({ match }) => (match === null ? [] : [counting(match)])));

function isAlike(before: readonly ConditionTold[], after: readonly ConditionTold[]): boolean {
  const [was, is] = [countings(before), countings(after)];
  return was.size === is.size && [...was].every((one) => is.has(one));
}

/** Tells the rates of both sides apart, for rows about packets that are held to another rate. */
export function ratesTeller(
  { before, after }: Sides,
  rows: readonly ChangeRow[],
): (row: ChangeRow) => RatesTold | null {
  const changed = rows.filter(({ kind }) => kind === "rate-changed");
  const wanted = new Set(changed.flatMap(({ dependsOn }) => dependsOn));
  const known = [before, after].map((ruleset) => conditionsByName([ruleset], wanted));
  const rateOf = (side: (typeof known)[number], name: string) => {
    const told = side.get(name);
    return told?.match != null && isRate(told.match) ? told : null;
  };
  return ({ kind, dependsOn }) => {
    if (kind !== "rate-changed") return null;
    if (dependsOn.some((name) => known.every((side) => rateOf(side, name) === null))) return null;
    const [was = [], is = []] = known.map((side) => dependsOn.flatMap((name) => rateOf(side, name) ?? []));
    return { before: was, after: is, alike: isAlike(was, is) };
  };
}
