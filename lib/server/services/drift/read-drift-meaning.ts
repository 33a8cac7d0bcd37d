import * as z from "zod";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import type { MeaningView } from "../meaning/meaning-view";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { driftMeaning } from "./compare-live";
import { driftParts } from "./drift-view";
import { findLook } from "./read-drift";

const inputSchema = z.strictObject({ hostId: z.string(), part: z.enum(driftParts) });

/**
 * What changed for packets since the confirm, by the last look: in our own chains, or by the rules of others. Null where
 * nothing was looked at.
 */
export async function readDriftMeaning(context: Context, input: unknown): Promise<MeaningView | null> {
  authorise(context, "drift.read");
  const { hostId, part } = parseInput(inputSchema, input);
  const { look, objects } = await transaction(async (tx) => ({
    look: await findLook(tx, hostId),
    objects: await readObjects(tx),
  }));
  return look && driftMeaning(part, look.measure, look.facts, [objects]);
}
