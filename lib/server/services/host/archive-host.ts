import { transaction } from "@/lib/server/db/transaction";
import { findPending } from "../apply/find-pending";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { findHost } from "./find-host";
import { hostIdSchema } from "./host-input";
import { markArchived } from "./mark-archived";

/**
 * Takes a host out of the lists. Its history stays; its rules stay on the host as they are. Its name becomes free.
 * A practice VPS ends. Throws `apply-pending` while an apply runs; one whose end is unknown is no obstacle, since a host
 * that is gone for good will never tell.
 */
export async function archiveHost(context: Context, input: unknown): Promise<void> {
  authorise(context, "host.archive");
  const { hostId } = parseInput(hostIdSchema, input);
  const kind = await transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    const pending = await findPending(tx, hostId, "look");
    if (pending !== null && pending.phase !== "unknown") await findPending(tx, hostId, "refuse");
    await markArchived(tx, context.actor, host);
    return host.kind;
  });
  if (kind === "practice") await hostGateway().practice.destroy(hostId);
}
