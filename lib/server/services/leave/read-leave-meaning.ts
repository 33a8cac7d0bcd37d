import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostIdSchema } from "../host/host-input";
import { askMeaning } from "../meaning/ask-meaning";
import { appliedSides } from "../meaning/load-applied";
import type { MeaningView } from "../meaning/meaning-view";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { loadLeave } from "./load-leave";

/** What changes for packets once our rules are gone from the host's tables as they were last read. Throws what `loadLeave` throws. */
export async function readLeaveMeaning(context: Context, input: unknown): Promise<MeaningView> {
  authorise(context, "leave.read");
  const { hostId } = parseInput(hostIdSchema, input);
  const { leavable, objects } = await transaction(async (tx) => ({
    leavable: await loadLeave(tx, hostId),
    objects: await readObjects(tx),
  }));
  const { facts, policy } = leavable;
  return askMeaning({ sides: appliedSides(facts.live, null, leavable), facts, policy, objects: [objects] });
}
