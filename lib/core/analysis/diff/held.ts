import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { NONE } from "../bdd/bdd";
import { type Journey, SymbolicRuleset } from "../symbolic/journey";
import type { MeaningDiff } from "./change-row";
import { type ChangedSets, type DiffOptions, inPacketSpace, tellChanges } from "./diff";
import { ordinaryStart, possiblePackets } from "./ordinary";

type Both = { readonly before: Ruleset; readonly after: Ruleset };

/** One limit: the rulesets in which it refuses all that it counts, as it does beyond it. */
export type Held = Both & {
  /** It is not the same limit before and after, so that packets which both hold are told too. */
  readonly changed: boolean;
};

export type HeldAnswer = {
  readonly diff: MeaningDiff;
  /** It holds some of those who begin a connection and were let in on no account before. */
  readonly holdsOpened: boolean;
};

/**
 * Whom limits hold that did not, and whom they hold no longer, of packets that are accepted otherwise; one answer for
 * each limit, every other rate being kept. `without`: the rulesets without any of these limits. Rows are `closed`,
 * `opened` and, where both hold, `rate-changed`; all of them speak of what is beyond the limit alone.
 */
export function diffHeld(without: Both, limits: readonly Held[], options: DiffOptions): HeldAnswer[] {
  const all = limits.flatMap(({ before, after }) => [before, after]);
  const answers = inPacketSpace([without.before, without.after, ...all], options, (space) => {
    const { bdd } = space;
    const symbolic = new Map<Ruleset, SymbolicRuleset>();
    const accepted = (ruleset: Ruleset, journey: Journey) => {
      const asked = symbolic.get(ruleset) ?? new SymbolicRuleset(space, ruleset);
      symbolic.set(ruleset, asked);
      return bdd.written(asked.outcome(journey).accept, space.keptRates("within"));
    };
    const start = ordinaryStart(space);
    const possible = bdd.and(possiblePackets(space, "arriving"), start.set);
    return limits.map(({ before, after, changed }): HeldAnswer => {
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
      const opened = bdd.minus(
        accepted(without.after, "arriving"),
        bdd.or(accepted(without.before, "arriving"), accepted(after, "arriving")),
      );
      const holdsOpened = bdd.and(opened, possible) !== NONE;
      const diff = tellChanges(space, sets, { before, after }, options);
      if (diff.outcome !== "different") return { diff, holdsOpened };
      const rows = diff.rows.map((row) => ({ ...row, onlyBeyondRates: true }));
      return { diff: { ...diff, rows }, holdsOpened };
    });
  });
  return answers ?? limits.map(() => ({ diff: { outcome: "too-complex" }, holdsOpened: false }));
}
