import type { Tx } from "@/lib/server/db/transaction";
import { hashStored } from "../draft/find-changed";

/** Policies of earlier applies that are read where no hash is the same: older ones bring nothing back. */
const mostRead = 50;

/**
 * The id of the confirmed apply whose policy this one brings back, or null: the same policy was confirmed before, and
 * another one has taken its place since. A policy that was stored before a member had its default is read as it is
 * today.
 */
export async function findReverted(tx: Tx, hostId: string, policyHash: string): Promise<string | null> {
  const confirmed = await tx.apply.findMany({
    where: { hostId, phase: "confirmed", leave: false },
    orderBy: { number: "desc" },
    select: { id: true, revision: { select: { id: true, hash: true } } },
  });
  const says = async ({ revision }: (typeof confirmed)[number]) => {
    const stored = await tx.revision.findUnique({ where: { id: revision.id }, select: { policy: true } });
    return stored !== null && hashStored(stored.policy) === policyHash;
  };
  const [current, ...earlier] = confirmed;
  if (current === undefined || current.revision.hash === policyHash || (await says(current))) return null;
  const same = earlier.find((row) => row.revision.hash === policyHash);
  if (same !== undefined) return same.id;
  for (const row of earlier.slice(0, mostRead)) if (await says(row)) return row.id;
  return null;
}
