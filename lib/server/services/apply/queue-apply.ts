import { randomUUID } from "node:crypto";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { ConfirmMode } from "@/lib/core/rollout/phase";
import type { JsonObject, Tx } from "@/lib/server/db/transaction";
import { hashOf } from "../canonical-json";
import { ServiceError } from "../service-error";

/** What is to be loaded on a host, and how it is to end. */
export type NewApply = {
  readonly hostId: string;
  /** The frozen policy that it is of. */
  readonly revisionId: string;
  /** What the rules were compiled with. */
  readonly facts: HostFacts;
  readonly rules4: string;
  /** Null: the host has no IPv6. */
  readonly rules6: string | null;
  readonly roles: readonly string[];
  /** What changes in words, as it was shown. */
  readonly summary: readonly JsonObject[];
  readonly confirmMode: ConfirmMode;
  readonly timeoutSeconds: number;
  readonly anyway?: boolean;
  /** The proof asks for checks too. */
  readonly requireChecks?: boolean;
  /** Id of the apply whose policy this one brings back. */
  readonly revertOf?: string | null;
  readonly drill?: "running";
  readonly leave?: true;
};

/**
 * Writes a rollout of one apply under the host's next number, and the job that carries it out last. That no apply is
 * open is for the caller to see to (`findPending`). Throws `apply-pending` where the job of the one before has not ended.
 */
export async function queueApply(
  tx: Tx,
  createdBy: string,
  { roles, summary, ...apply }: NewApply,
): Promise<{ id: string; number: number }> {
  const { hostId, revisionId, rules4, rules6 } = apply;
  if ((await tx.job.findFirst({ where: { hostId, finishedAt: null } })) !== null) {
    const text = "The apply before this one is just being put on record. Try again.";
    throw new ServiceError("apply-pending", text, { status: 409, params: { seconds: 1 } });
  }
  const rollout = await tx.rollout.create({ data: { id: randomUUID(), revisionId, createdBy } });
  const last = await tx.apply.findFirst({ where: { hostId }, orderBy: { number: "desc" } });
  const { id, number } = await tx.apply.create({
    data: {
      ...apply,
      id: randomUUID(),
      rolloutId: rollout.id,
      number: (last?.number ?? 0) + 1,
      hash: hashOf({ restore4: rules4, restore6: rules6 }),
      roles: [...roles],
      summary: [...summary],
      createdBy,
    },
  });
  await tx.job.create({ data: { id: randomUUID(), kind: "apply", hostId, payload: { applyId: id } } });
  return { id, number };
}
