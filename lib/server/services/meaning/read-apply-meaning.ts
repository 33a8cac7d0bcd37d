import { transaction } from "@/lib/server/db/transaction";
import { applyIdSchema } from "../apply/apply-input";
import { authorise, type Context } from "../context";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { askMeaning } from "./ask-meaning";
import { appliedSides, loadApplied } from "./load-applied";
import type { MeaningView } from "./meaning-view";

/**
 * What an apply changed, or tried to change, for packets: what the host held right before against the same tables with
 * the chains that were sent. Throws `apply-not-found`.
 */
export async function readApplyMeaning(context: Context, input: unknown): Promise<MeaningView> {
  authorise(context, "apply.read");
  const { applyId } = parseInput(applyIdSchema, input);
  const { applied, objects } = await transaction(async (tx) => ({
    applied: await loadApplied(tx, applyId),
    objects: await readObjects(tx),
  }));
  if (applied.before === null) return { told: false, why: "no-tables" };
  return askMeaning({
    sides: appliedSides(applied.before, null, applied),
    facts: applied.facts,
    policy: applied.policy,
    objects: [objects],
  });
}
