import { transaction } from "@/lib/server/db/transaction";
import { unpackLive } from "../apply/live-text";
import { authorise, type Context } from "../context";
import { hostIdSchema } from "../host/host-input";
import { readFacts } from "../host/read-facts";
import { askMeaning } from "../meaning/ask-meaning";
import { loadApplied } from "../meaning/load-applied";
import type { MeaningView } from "../meaning/meaning-view";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { findRehearsal } from "./read-rehearsal";
import { rehearsalSides } from "./sides";

/**
 * What the newest rehearsed start would change for packets, in the host's tables as they were last read; null: it
 * changes nothing, or nobody can tell.
 */
export async function readRehearsalMeaning(context: Context, input: unknown): Promise<MeaningView | null> {
  authorise(context, "rehearsal.read");
  const { hostId } = parseInput(hostIdSchema, input);
  const found = await transaction(async (tx) => {
    const row = await findRehearsal(tx, hostId);
    if (row === null || row.outcome === "same" || row.outcome === "cannot-tell") return null;
    const host = await tx.host.findUniqueOrThrow({ where: { id: hostId }, select: { facts: true } });
    const applied = await loadApplied(tx, row.applyId);
    return { row, applied, facts: readFacts(host.facts), objects: await readObjects(tx) };
  });
  if (found === null) return null;
  const { row, applied, facts, objects } = found;
  if (facts === null) return { told: false, why: "no-tables" };
  // Without a unit nothing runs, whatever the script would have loaded.
  const loaded = row.tables === null || row.why !== null ? null : unpackLive(row.tables);
  return askMeaning({
    sides: rehearsalSides(facts.live, applied, loaded),
    facts,
    policy: applied.policy,
    objects: [objects],
  });
}
