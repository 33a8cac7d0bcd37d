import * as z from "zod";
import { policyBodySchema, policySchema } from "@/lib/core/policy/schema";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { renameIn } from "../object/names-in";
import { restoreObjects } from "../object/restore-objects";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import type { DraftStarted } from "./draft-view";
import { writeDraft } from "./write-draft";

const inputSchema = z.strictObject({ hostId: z.string(), applyId: z.string() });

/**
 * Makes the policy of an earlier apply the host's draft again; applying it is a new apply with a review of its own.
 * Its objects come back too: one that was deleted is made again, one that says something else by now stays, and the
 * earlier form gets a name of its own. Throws `apply-not-found`.
 */
export async function loadRevision(context: Context, input: unknown): Promise<DraftStarted> {
  authorise(context, "draft.revert");
  const { hostId, applyId } = parseInput(inputSchema, input);
  return transaction(async (tx) => {
    await findHost(tx, hostId);
    const apply = await tx.apply.findUnique({ where: { id: applyId }, include: { revision: true } });
    if (apply === null || apply.hostId !== hostId) {
      throw new ServiceError("apply-not-found", "There is no such apply of this host.", { status: 404 });
    }
    const { schema: _schema, networks, services, ...rest } = policySchema.parse(apply.revision.policy);
    const names = await restoreObjects(tx, { networks, services }, apply.number);
    const body = renameIn(policyBodySchema.parse(rest), names.networks, names.services);
    const { version } = await writeDraft(tx, context, {
      hostId,
      body,
      version: null,
      verb: "draft.revert",
      detail: { applyId, number: apply.number },
    });
    return { hostId, role: body.purposes[0]?.role ?? "blank", version };
  });
}
