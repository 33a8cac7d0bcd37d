import { finalPhases } from "@/lib/core/rollout/phase";
import type { Tx } from "@/lib/server/db/transaction";
import type { PendingApply } from "../host/host-view";
import { ServiceError } from "../service-error";
import { countdownOf } from "./countdown";
import { heavyColumns, toPhase } from "./to-row";

/** The stored form of an apply that is not over → what a host's row says of it. */
export function toPending(
  row: Parameters<typeof countdownOf>[0] & {
    readonly id: string;
    readonly number: number;
    readonly phase: string;
    readonly drill: string | null;
  },
): PendingApply {
  const { id: applyId, number, phase, drill } = row;
  return { applyId, number, phase: toPhase(phase), countdown: countdownOf(row), drill: drill !== null };
}

/**
 * The apply of a host that is not over, or null. `unknown` counts: nothing else may start before the truth is found.
 * With `refuse` it throws `apply-unknown` or `apply-pending` (params: number, seconds; seconds is -1 while the host has
 * not said when it will act alone).
 */
export async function findPending(
  tx: Tx,
  hostId: string,
  mode: "look" | "refuse",
): Promise<PendingApply | null> {
  const row = await tx.apply.findFirst({
    where: { hostId, phase: { notIn: [...finalPhases] } },
    omit: heavyColumns,
    orderBy: { number: "desc" },
  });
  if (row === null) return null;
  const found = toPending(row);
  const { countdown } = found;
  if (mode === "refuse") {
    if (row.phase === "unknown") {
      throw new ServiceError(
        "apply-unknown",
        `How apply ${row.number} ended is not known yet. Inspect it again before anything else.`,
        { status: 409, params: { number: row.number, applyId: row.id } },
      );
    }
    const left = countdown === null ? -1 : (Date.parse(countdown.deadlineAt) - Date.now()) / 1000;
    const seconds = countdown === null ? -1 : Math.max(0, Math.ceil(left));
    throw new ServiceError(
      "apply-pending",
      seconds < 0
        ? `Apply ${row.number} of this host is still running.`
        : `Apply ${row.number} of this host is still running. It is decided in ${seconds} seconds at the latest.`,
      { status: 409, params: { number: row.number, seconds, applyId: row.id } },
    );
  }
  return found;
}
