import * as z from "zod";
import { timeoutSeconds } from "@/lib/core/rollout/timing";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { announceApply } from "../apply/apply-topic";
import { findPending } from "../apply/find-pending";
import { queueApply } from "../apply/queue-apply";
import { toRoles } from "../apply/to-row";
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
    const { revisionId, roles } = confirmed;
    const row = await queueApply(tx, context.actor.name, {
      hostId,
      revisionId,
      facts,
      rules4,
      rules6,
      roles: toRoles(roles),
      summary: [],
      confirmMode: "proven",
      timeoutSeconds: timeoutSeconds.proven,
      leave: true,
    });
    const about = { hostId, host: host.name, number: row.number };
    await audit(tx, context.actor, "leave.start", { kind: "apply", id: row.id }, about);
    return row.id;
  });
  announceApply(applyId);
  hostGateway().wake();
  return { applyId };
}
