import { randomUUID } from "node:crypto";
import * as z from "zod";
import { timeoutSeconds } from "@/lib/core/rollout/timing";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { announceApply } from "../apply/apply-topic";
import { findPending } from "../apply/find-pending";
import { toRoles } from "../apply/to-row";
import { hashOf } from "../canonical-json";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { loadLeave } from "./load-leave";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** The host's name, typed by hand. */
  name: z.string(),
});

/**
 * Takes all that is ours off a host: an apply of empty chains that is proven over a new connection before chains, units
 * and files go; then the host is archived. Where it cannot be proven, the host brings the rules back. The job does the
 * rest. Throws `leave-name` and what `loadLeave` throws, `apply-pending`, `apply-unknown`.
 */
export async function startLeave(context: Context, input: unknown): Promise<{ applyId: string }> {
  authorise(context, "leave.start");
  const { hostId, name } = parseInput(inputSchema, input);
  const applyId = await transaction(async (tx) => {
    await findPending(tx, hostId, "refuse");
    const { host, facts, confirmed, rules4, rules6 } = await loadLeave(tx, hostId);
    if (name.trim() !== host.name) {
      throw new ServiceError("leave-name", "That is not the name of this host. Nothing was done.", {
        status: 422,
        params: { name: host.name },
      });
    }
    if ((await tx.job.findFirst({ where: { hostId, finishedAt: null } })) !== null) {
      throw new ServiceError(
        "apply-pending",
        "The apply before this one is just being put on record. Try again.",
        { status: 409, params: { seconds: 1 } },
      );
    }
    const createdBy = context.actor.name;
    const { revisionId, roles } = confirmed;
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
        rules4,
        rules6,
        hash: hashOf({ restore4: rules4, restore6: rules6 }),
        roles: toRoles(roles),
        summary: [],
        confirmMode: "proven",
        timeoutSeconds: timeoutSeconds.proven,
        createdBy,
        leave: true,
      },
    });
    await tx.job.create({ data: { id: randomUUID(), kind: "apply", hostId, payload: { applyId: row.id } } });
    const about = { hostId, host: host.name, number: row.number };
    await audit(tx, context.actor, "leave.start", { kind: "apply", id: row.id }, about);
    return row.id;
  });
  announceApply(applyId);
  hostGateway().wake();
  return { applyId };
}
