import { randomUUID } from "node:crypto";
import { blockingRules } from "@/lib/core/drill/block";
import { hostFactsSchema } from "@/lib/core/facts/host-facts";
import { timeoutSeconds } from "@/lib/core/rollout/timing";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { announceApply } from "../apply/apply-topic";
import { findPending } from "../apply/find-pending";
import { toRoles } from "../apply/to-row";
import { hashOf } from "../canonical-json";
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
    if ((await tx.job.findFirst({ where: { hostId, finishedAt: null } })) !== null) {
      throw new ServiceError(
        "apply-pending",
        "The apply before this one is just being put on record. Try again.",
        { status: 409, params: { seconds: 1 } },
      );
    }
    const createdBy = context.actor.name;
    const { revisionId, roles } = confirmed.row;
    const rollout = await tx.rollout.create({ data: { id: randomUUID(), revisionId, createdBy } });
    const last = await tx.apply.findFirst({ where: { hostId }, orderBy: { number: "desc" } });
    const row = await tx.apply.create({
      data: {
        id: randomUUID(),
        rolloutId: rollout.id,
        hostId,
        revisionId,
        number: (last?.number ?? 0) + 1,
        facts,
        ...rules,
        hash: hashOf({ restore4: rules.rules4, restore6: rules.rules6 }),
        roles: toRoles(roles),
        summary: [],
        // Should a connection get in all the same, nothing is kept without a word, and a drill takes none.
        confirmMode: "ask",
        timeoutSeconds: timeoutSeconds.least,
        createdBy,
        drill: "running",
      },
    });
    await tx.job.create({ data: { id: randomUUID(), kind: "apply", hostId, payload: { applyId: row.id } } });
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
