import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { findPending } from "../apply/find-pending";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { hostIdSchema } from "../host/host-input";
import { parseInput } from "../parse-input";
import { type LookEnd, lookAtHost } from "./look-at-host";

/**
 * Looks at a host's live rules now. An unreadable host is an answer and no error. Throws `host-not-found`,
 * `apply-pending`, `apply-unknown`.
 */
export async function lookNow(context: Context, input: unknown): Promise<LookEnd> {
  authorise(context, "drift.look");
  const { hostId } = parseInput(hostIdSchema, input);
  await transaction(async (tx) => {
    await findHost(tx, hostId);
    await findPending(tx, hostId, "refuse");
    await audit(tx, context.actor, "drift.look", { kind: "host", id: hostId });
  });
  return lookAtHost(hostId, { afresh: true, why: "asked" });
}
