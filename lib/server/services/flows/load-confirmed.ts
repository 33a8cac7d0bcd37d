import type { Tx } from "@/lib/server/db/transaction";
import { findPending } from "../apply/find-pending";
import { findHost } from "../host/find-host";
import { ServiceError } from "../service-error";

/**
 * The host and the number of an apply whose rules are in force. Throws `apply-not-found`, `host-not-found`, `apply-pending`,
 * `apply-unknown`, and `flows-not-current` where another apply was confirmed since.
 */
export async function loadConfirmed(tx: Tx, applyId: string): Promise<{ hostId: string; number: number }> {
  const row = await tx.apply.findUnique({ where: { id: applyId }, select: { hostId: true, number: true } });
  if (row === null) throw new ServiceError("apply-not-found", "There is no such apply.", { status: 404 });
  await findHost(tx, row.hostId);
  await findPending(tx, row.hostId, "refuse");
  const confirmed = await tx.apply.findFirst({
    where: { hostId: row.hostId, phase: "confirmed" },
    orderBy: { number: "desc" },
    select: { id: true },
  });
  if (confirmed?.id !== applyId) {
    const text =
      "The rules of this apply are not in force (any more). Look at the one that was confirmed last.";
    throw new ServiceError("flows-not-current", text, { status: 409 });
  }
  return row;
}
