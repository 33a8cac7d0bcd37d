import { type PolicyBody, policyBodySchema } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import { ServiceError } from "../service-error";

/** A host's draft; throws `no-draft`. */
export async function findDraft(
  tx: Tx,
  hostId: string,
): Promise<{ body: PolicyBody; version: number; updatedAt: Date; updatedBy: string }> {
  const row = await tx.draft.findUnique({ where: { hostId } });
  if (row === null) {
    throw new ServiceError("no-draft", "This host has no draft yet. Choose a role first.", { status: 404 });
  }
  return { ...row, body: policyBodySchema.parse(row.body) };
}
