import { policyBodySchema, policySchema } from "@/lib/core/policy/schema";
import type { Phase } from "@/lib/core/rollout/phase";
import type { Tx } from "@/lib/server/db/transaction";
import { assemblePolicy } from "../draft/assemble-policy";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { readObjects } from "../object/read-objects";
import type { Explanation } from "./explain-view";
import type { ExplainInput } from "./find-rules";

/** Phases in which the host's rules have changed, or may have. */
const touching: Phase[] = [
  "armed",
  "applied",
  "probing",
  "waiting",
  "confirmed",
  "rolled_back",
  "rollback_failed",
  "unknown",
];

/** The last apply, where it touched the host after the host was read. */
async function findOutdating(
  tx: Tx,
  hostId: string,
  inspectedAt: Date | null,
): Promise<Explanation["outdated"]> {
  if (inspectedAt === null) return null;
  const last = await tx.apply.findFirst({
    where: { hostId },
    orderBy: { number: "desc" },
    select: { id: true, number: true },
  });
  if (last === null) return null;
  const later = await tx.applyEvent.findFirst({
    where: {
      applyId: last.id,
      phase: { in: touching },
      kind: { not: "live-after" },
      at: { gt: inspectedAt },
    },
    select: { id: true },
  });
  return later && { number: last.number };
}

/** Reads what an explanation is computed from, as it stands in the database. Throws `host-not-found`. */
export async function loadExplainInput(tx: Tx, hostId: string) {
  const host = await findHost(tx, hostId);
  const draft = await tx.draft.findUnique({ where: { hostId } });
  const confirmed = await tx.apply.findFirst({
    where: { hostId, phase: "confirmed", leave: false },
    orderBy: { number: "desc" },
    select: { id: true, number: true, rules4: true, rules6: true, revision: { select: { policy: true } } },
  });
  const objects = await readObjects(tx);
  const input: ExplainInput = {
    facts: readFacts(host.facts),
    confirmed: confirmed && { ...confirmed, policy: policySchema.parse(confirmed.revision.policy) },
    draft: draft && assemblePolicy(policyBodySchema.parse(draft.body), objects),
    objects,
  };
  return { host, input, outdated: await findOutdating(tx, hostId, host.inspectedAt) };
}
