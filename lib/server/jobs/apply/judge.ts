import * as z from "zod";
import { type DrillOutcome, type DrillProbe, judgeDrill } from "@/lib/core/drill/outcome";
import type { ApplyState } from "@/lib/core/rollout/apply-state";
import type { Tx } from "@/lib/server/db/transaction";
import { unpackLive } from "@/lib/server/services/apply/live-text";

const passed = z.object({ ssh: z.object({ passed: z.literal(true) }) });
/** No answer to the opening packets; a host that answers and then stops was not shut. */
const silence = z.object({
  ssh: z.object({
    fault: z.object({ code: z.literal("host-timeout"), params: z.object({ stage: z.literal("connect") }) }),
  }),
});

/** What a probe met, by its evidence. */
function probeOf(detail: unknown): DrillProbe {
  if (passed.safeParse(detail).success) return "got-in";
  return silence.safeParse(detail).success ? "silence" : "failed";
}

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
    probes: events.filter(({ kind }) => kind === "probed").map(({ detail }) => probeOf(detail)),
    before: live("live-before"),
    after: live("live-after"),
  });
}
