import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { hostIdSchema } from "../host/host-input";
import { parseInput } from "../parse-input";
import { compareAnew } from "./look-at-host";
import { findLook } from "./read-drift";

/**
 * Takes the rules of others as the last look found them: from here on only what changes after that is told. Nothing is
 * changed on the host. Throws `host-not-found`.
 */
export async function takeOthers(context: Context, input: unknown): Promise<void> {
  authorise(context, "drift.take-others");
  const { hostId } = parseInput(hostIdSchema, input);
  const look = await transaction(async (tx) => {
    await findHost(tx, hostId);
    const known = await findLook(tx, hostId);
    if (known !== null) await audit(tx, context.actor, "drift.take-others", { kind: "host", id: hostId });
    return known;
  });
  if (look !== null) await compareAnew(hostId, look.facts.live);
}
