import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { hostIdSchema } from "../host/host-input";
import { parseInput } from "../parse-input";
import type { ApplyRow } from "./apply-view";
import { revertNumbers } from "./revert-numbers";
import { heavyColumns, toApplyRow } from "./to-row";

/** A host's history, newest first. Works for archived hosts too. */
export async function listApplies(context: Context, input: unknown): Promise<readonly ApplyRow[]> {
  authorise(context, "apply.list");
  const { hostId } = parseInput(hostIdSchema, input);
  return transaction(async (tx) => {
    const rows = await tx.apply.findMany({
      where: { hostId },
      omit: heavyColumns,
      orderBy: { number: "desc" },
      take: 1000,
    });
    const numbers = await revertNumbers(tx, rows);
    return rows.map((row) => toApplyRow(row, numbers.get(row.revertOf ?? "") ?? null));
  });
}
