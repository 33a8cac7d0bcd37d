import { type Tx, transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostIdSchema } from "../host/host-input";
import { findConfirmed } from "../host/to-host-row";
import { parseInput } from "../parse-input";
import type { RehearsalView } from "./rehearsal-view";
import { detailSchema, outcomeSchema, reasonSchema } from "./stored";

/** The newest rehearsal's row of a host, or null. */
export function findRehearsal(tx: Tx, hostId: string) {
  return tx.rehearsal.findFirst({ where: { hostId }, orderBy: { at: "desc" } });
}

/** The newest rehearsal of a host's start; null: there is none. */
export async function readRehearsal(context: Context, input: unknown): Promise<RehearsalView | null> {
  authorise(context, "rehearsal.read");
  const { hostId } = parseInput(hostIdSchema, input);
  return transaction(async (tx) => {
    const row = await findRehearsal(tx, hostId);
    if (row === null) return null;
    const confirmed = await findConfirmed(tx, hostId);
    const { number } = await tx.apply.findUniqueOrThrow({
      where: { id: row.applyId },
      select: { number: true },
    });
    return {
      id: row.id,
      at: row.at.toISOString(),
      createdBy: row.createdBy,
      number,
      stale: confirmed?.row.id !== row.applyId,
      outcome: outcomeSchema.parse(row.outcome),
      why: reasonSchema.parse(row.why),
      ...detailSchema.parse(row.detail),
    };
  });
}
