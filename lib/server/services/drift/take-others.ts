import * as z from "zod";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { hashOf } from "../canonical-json";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import { changedOthers } from "./compare-live";
import { compareAnew } from "./look-at-host";
import { findLook } from "./read-drift";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** `changedHash` of what was shown. */
  shown: z.string(),
});

/**
 * Takes the rules of others as they were shown: from here on only what changes after that is told. Nothing is changed on
 * the host. Throws `host-not-found`, and `others-moved` where the panel has read other rules since they were shown.
 */
export async function takeOthers(context: Context, input: unknown): Promise<void> {
  authorise(context, "drift.take-others");
  const { hostId, shown } = parseInput(inputSchema, input);
  const look = await transaction(async (tx) => {
    await findHost(tx, hostId);
    const known = await findLook(tx, hostId);
    if (known === null) return null;
    if (hashOf(changedOthers(known.measure, known.facts.live)) !== shown) {
      throw new ServiceError(
        "others-moved",
        "The rules of others changed once more since they were shown. Nothing was taken. Look at them, then decide.",
        { status: 409 },
      );
    }
    await audit(tx, context.actor, "drift.take-others", { kind: "host", id: hostId });
    return known;
  });
  if (look !== null) await compareAnew(hostId, look.facts.live);
}
