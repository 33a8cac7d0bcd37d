import * as z from "zod";
import { type CounterHistory, counterHistory } from "@/lib/core/live/counter-history";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { findCounters } from "./counter-samples";

const inputSchema = z.strictObject({ hostId: z.string(), applyId: z.string() });

/** As many as a small line has room for. */
const parts = 60;

/** How the counters of an apply's rules went since it was confirmed; null: too little was read until now. */
export async function readCounterHistory(context: Context, input: unknown): Promise<CounterHistory | null> {
  authorise(context, "live.watch");
  const { hostId, applyId } = parseInput(inputSchema, input);
  const samples = await transaction((tx) => findCounters(tx, applyId, hostId, 2 * parts));
  return counterHistory(samples, parts);
}
