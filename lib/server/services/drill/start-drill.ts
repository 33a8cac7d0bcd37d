import { blockingRules } from "@/lib/core/drill/block";
import { hostFactsSchema } from "@/lib/core/facts/host-facts";
import { timeoutSeconds } from "@/lib/core/rollout/timing";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { announceApply } from "../apply/apply-topic";
import { findPending } from "../apply/find-pending";
import { queueApply } from "../apply/queue-apply";
import { toRoles } from "../apply/to-row";
import { authorise, type Context } from "../context";
import { hostIdSchema } from "../host/host-input";
import { findConfirmed } from "../host/to-host-row";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";

const refuse = (code: string, text: string) => new ServiceError(code, text, { status: 409 });

/**
 * Rehearses the rollback on a host: an apply that drops the panel's own new SSH connections on purpose and is never
 * kept, so that the host has to bring the old rules back by itself. The job does the rest.
 *
 * Throws `host-not-found`, `apply-pending`, `apply-unknown`, `drill-nothing-confirmed`, `drill-not-inspected`.
 */
export async function startDrill(context: Context, input: unknown): Promise<{ applyId: string }> {
  authorise(context, "drill.start");
  const { hostId } = parseInput(hostIdSchema, input);
  const applyId = await transaction(async (tx) => {
    const host = await tx.host.findUnique({ where: { id: hostId, archivedAt: null } });
    if (host === null) throw new ServiceError("host-not-found", "There is no such host.", { status: 404 });
    await findPending(tx, hostId, "refuse");
    const confirmed = await findConfirmed(tx, hostId);
    if (confirmed === null) {
      throw refuse(
        "drill-nothing-confirmed",
        "No rules are confirmed on this host yet. Apply some first; then rehearse their rollback.",
      );
    }
    const facts = host.facts === null ? null : hostFactsSchema.parse(host.facts);
    const rules = facts === null ? null : blockingRules(facts);
    if (facts === null || rules === null) {
      throw refuse(
        "drill-not-inspected",
        "What was read of this host holds no rules of ours, or not from where the panel comes in. Inspect it again.",
      );
    }
    const { revisionId, roles } = confirmed.row;
    const row = await queueApply(tx, context.actor.name, {
      hostId,
      revisionId,
      facts,
      ...rules,
      roles: toRoles(roles),
      summary: [],
      // Should a connection get in all the same, nothing is kept without a word, and a drill takes none.
      confirmMode: "ask",
      timeoutSeconds: timeoutSeconds.least,
      drill: "running",
    });
    await audit(
      tx,
      context.actor,
      "drill.start",
      { kind: "apply", id: row.id },
      { hostId, host: host.name, number: row.number },
    );
    return row.id;
  });
  announceApply(applyId);
  hostGateway().wake();
  return { applyId };
}
