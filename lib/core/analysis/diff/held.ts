import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { type Journey, SymbolicRuleset } from "../symbolic/journey";
import type { MeaningDiff } from "./change-row";
import { type ChangedSets, type DiffOptions, inPacketSpace, tellChanges } from "./diff";

type Both = { readonly before: Ruleset; readonly after: Ruleset };

/** One limit: the rulesets in which it refuses all that it counts, as it does beyond it. */
export type Held = Both & {
  /** It is not the same limit before and after, so that packets which both hold are told too. */
  readonly changed: boolean;
};

/**
 * Whom limits hold that did not, and whom they hold no longer, of packets that are accepted otherwise; one answer for
 * each limit, every other rate being kept. `without`: the rulesets without any of these limits. Rows are `closed`,
 * `opened` and, where both hold, `rate-changed`; all of them speak of what is beyond the limit alone.
 */
export function diffHeld(without: Both, limits: readonly Held[], options: DiffOptions): MeaningDiff[] {
  const all = limits.flatMap(({ before, after }) => [before, after]);
  const answers = inPacketSpace([without.before, without.after, ...all], options, (space) => {
    const { bdd } = space;
    const symbolic = new Map<Ruleset, SymbolicRuleset>();
    const accepted = (ruleset: Ruleset, journey: Journey) => {
      const asked = symbolic.get(ruleset) ?? new SymbolicRuleset(space, ruleset);
      symbolic.set(ruleset, asked);
      return bdd.written(asked.outcome(journey).accept, space.keptRates("within"));
    };
    return limits.map(({ before, after, changed }): MeaningDiff => {
      const sets: ChangedSets = (journey) => {
        const [was, is] = [accepted(before, journey), accepted(after, journey)];
        const held = {
          before: bdd.minus(accepted(without.before, journey), was),
          after: bdd.minus(accepted(without.after, journey), is),
        };
        return (common) => [
          ["accept", "drop", common(held.after, was)],
          ["drop", "accept", common(held.before, is)],
          ...(changed ? [["accept", "accept", common(held.before, held.after)] as const] : []),
        ];
      };
      const told = tellChanges(space, sets, { before, after }, options);
      if (told.outcome !== "different") return told;
      return { ...told, rows: told.rows.map((row) => ({ ...row, onlyBeyondRates: true })) };
    });
  });
  return answers ?? limits.map(() => ({ outcome: "too-complex" }));
}
