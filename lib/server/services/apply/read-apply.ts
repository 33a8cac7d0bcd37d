import { policySchema } from "@/lib/core/policy/schema";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { applyIdSchema } from "./apply-input";
import type { ApplyDetail, LiveText } from "./apply-view";
import { unpackLive } from "./live-text";
import { findApply, toProgress } from "./read-progress";

/** One apply with everything on record, inside a transaction of the caller. */
export async function loadApply(tx: Tx, applyId: string): Promise<ApplyDetail> {
  const row = await findApply(tx, applyId);
  const revision = await tx.revision.findUniqueOrThrow({ where: { id: row.revisionId } });
  const live = (kind: "live-before" | "live-after"): LiveText | null => {
    const packed = row.events.findLast((event) => event.kind === kind)?.live;
    return packed ? unpackLive(packed) : null;
  };
  return {
    ...(await toProgress(tx, row)),
    hostKind: row.host.kind === "practice" ? "practice" : "ssh",
    revisionId: row.revisionId,
    policy: policySchema.parse(revision.policy),
    rules4: row.rules4,
    rules6: row.rules6,
    hash: row.hash,
    source:
      row.sourceAddress === null || row.sourcePort === null
        ? null
        : { address: row.sourceAddress, port: row.sourcePort },
    liveBefore: live("live-before"),
    liveAfter: live("live-after"),
  };
}

/** One apply: its policy, its texts, what the host held before, its answers. Throws `apply-not-found`. */
export async function readApply(context: Context, input: unknown): Promise<ApplyDetail> {
  authorise(context, "apply.read");
  const { applyId } = parseInput(applyIdSchema, input);
  return transaction((tx) => loadApply(tx, applyId));
}
