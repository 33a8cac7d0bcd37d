import type { Tx } from "@/lib/server/db/transaction";

/**
 * The id of the confirmed apply whose policy this one brings back, or null: the same policy was confirmed before, and
 * another one has taken its place since.
 */
export async function findReverted(tx: Tx, hostId: string, policyHash: string): Promise<string | null> {
  const confirmed = await tx.apply.findMany({
    where: { hostId, phase: "confirmed" },
    orderBy: { number: "desc" },
    select: { id: true, revision: { select: { hash: true } } },
  });
  const [current, ...earlier] = confirmed;
  if (current === undefined || current.revision.hash === policyHash) return null;
  return earlier.find((row) => row.revision.hash === policyHash)?.id ?? null;
}
