import * as z from "zod";
import { type Policy, policyBodySchema, policySchema } from "@/lib/core/policy/schema";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { confirmedForward } from "../drift/confirmed-forward";
import { findLook } from "../drift/read-drift";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { renameIn } from "../object/names-in";
import { restoreObjects } from "../object/restore-objects";
import { parseInput } from "../parse-input";
import { ServiceError } from "../service-error";
import type { DraftStarted } from "./draft-view";
import { writeDraft } from "./write-draft";

const inputSchema = z.strictObject({ hostId: z.string(), applyId: z.string() });

type LoadedApply = {
  readonly id: string;
  readonly hostId: string;
  readonly rules4: string;
  readonly rules6: string | null;
  readonly revision: { readonly policy: unknown };
};

/** The confirmed policy comes back with the rules that it had, older ones with what they say of the host as it is now. */
async function forwardOf(tx: Tx, apply: LoadedApply): Promise<Policy["forward"]> {
  const policy = policySchema.parse(apply.revision.policy);
  const look = await findLook(tx, apply.hostId);
  if (look === null || look.subject.apply.id !== apply.id) return policy.forward;
  const facts = readFacts((await findHost(tx, apply.hostId)).facts);
  return confirmedForward(policy, apply, facts === null ? [look.facts] : [look.facts, facts]);
}

/**
 * Makes the policy of an earlier apply the host's draft again; applying it is a new apply with a review of its own.
 * Its objects come back too: one that was deleted is made again, one that says something else by now stays, and the
 * earlier form gets a name of its own. The confirmed apply is brought back as it was sent, also where the host passes
 * other packets on by now. Throws `apply-not-found`.
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
    const renamed = renameIn(policyBodySchema.parse(rest), names.networks, names.services);
    const body = { ...renamed, forward: await forwardOf(tx, apply) };
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
