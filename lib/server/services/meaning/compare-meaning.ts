import * as z from "zod";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { askMeaning } from "./ask-meaning";
import { appliedSides, loadApplied } from "./load-applied";
import type { MeaningView } from "./meaning-view";

const inputSchema = z.strictObject({ left: z.string(), right: z.string() });

/**
 * What changes for packets from one apply's rules to another's, both put into the host's tables as they were before the
 * second one, or else before the first. Throws `apply-not-found`, `other-host`.
 */
export async function compareMeaning(context: Context, input: unknown): Promise<MeaningView> {
  authorise(context, "apply.compare");
  const ids = parseInput(inputSchema, input);
  const { left, right, objects } = await transaction(async (tx) => ({
    left: await loadApplied(tx, ids.left),
    right: await loadApplied(tx, ids.right),
    objects: await readObjects(tx),
  }));
  if (left.hostId !== right.hostId) {
    throw new ServiceError("other-host", "Only applies of one host can be compared.", { status: 422 });
  }
  const held = [right, left].find(({ before }) => before !== null);
  if (held?.before == null) return { told: false, why: "no-tables" };
  return askMeaning({
    sides: appliedSides(held.before, left, right),
    facts: held.facts,
    policy: right.policy,
    objects: [left.policy, objects],
  });
}
