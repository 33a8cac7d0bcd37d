import { type DrillOutcome, judgeDrill } from "@/lib/core/drill/outcome";
import type { ApplyState } from "@/lib/core/rollout/apply-state";
import type { Tx } from "@/lib/server/db/transaction";
import { unpackLive } from "@/lib/server/services/apply/live-text";

const gotIn = (detail: unknown) => (detail as { ssh?: { passed?: unknown } } | null)?.ssh?.passed === true;

/** How a drill ended, by what is on record: a panel that was restarted in between judges the same. */
export async function judge(tx: Tx, applyId: string, { phase, reason }: ApplyState): Promise<DrillOutcome> {
  const events = await tx.applyEvent.findMany({ where: { applyId }, orderBy: { sequence: "asc" } });
  const live = (kind: string) => {
    const packed = events.findLast((event) => event.kind === kind)?.live;
    return packed ? unpackLive(packed) : null;
  };
  return judgeDrill({
    phase,
    reason,
    probes: events.filter(({ kind }) => kind === "probed").map(({ detail }) => gotIn(detail)),
    before: live("live-before"),
    after: live("live-after"),
  });
}
