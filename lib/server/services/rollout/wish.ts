import { randomUUID } from "node:crypto";
import { finalPhases } from "@/lib/core/rollout/phase";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { applyIdSchema } from "../apply/apply-input";
import { announceApply } from "../apply/apply-topic";
import { toPhase } from "../apply/to-row";
import type { Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";

/**
 * Writes what the operator pressed, and wakes the job that carries it out. Pressed twice it changes nothing; a wish
 * after the other one replaces it as long as the apply is open. Where no job works on the apply any more (its end is
 * unknown), a new one does. Throws `apply-not-found`, `apply-over`, `drill-keeps-nothing`.
 */
export async function writeWish(
  context: Context,
  input: unknown,
  wish: "keep" | "roll-back" | null,
): Promise<void> {
  const { applyId } = parseInput(applyIdSchema, input);
  await transaction(async (tx) => {
    const row = await tx.apply.findUnique({ where: { id: applyId } });
    if (row === null) throw new ServiceError("apply-not-found", "There is no such apply.", { status: 404 });
    if (wish === "keep" && row.drill !== null) {
      throw new ServiceError(
        "drill-keeps-nothing",
        "A drill is never kept: the old rules come back by themselves.",
        {
          status: 409,
        },
      );
    }
    if (finalPhases.has(toPhase(row.phase))) {
      throw new ServiceError("apply-over", "This apply is over already. Look at how it ended.", {
        status: 409,
        params: { phase: row.phase },
      });
    }
    if (wish !== null) await tx.apply.update({ where: { id: applyId }, data: { wish } });
    if ((await tx.job.findFirst({ where: { hostId: row.hostId, finishedAt: null } })) === null) {
      // Goes on from where this apply's job before it ended. Those of other applies may be dated later: clocks are set.
      const last = await tx.job.findFirst({
        where: { hostId: row.hostId, payload: { path: "$.applyId", equals: applyId } },
        orderBy: { createdAt: "desc" },
      });
      await tx.job.create({
        data: { id: randomUUID(), kind: "apply", hostId: row.hostId, payload: last?.payload ?? { applyId } },
      });
    }
    await audit(
      tx,
      context.actor,
      `rollout.${wish ?? "re-inspect"}`,
      { kind: "apply", id: applyId },
      {
        hostId: row.hostId,
        number: row.number,
        phase: row.phase,
      },
    );
  });
  announceApply(applyId);
  hostGateway().wake();
}
