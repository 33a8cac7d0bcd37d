import { validatePolicy } from "@/lib/core/policy/validate";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { hostIdSchema } from "../host/host-input";
import { readFacts } from "../host/read-facts";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { assemblePolicy } from "./assemble-policy";
import type { DraftView } from "./draft-view";
import { findDraft } from "./find-draft";
import { suggestFor } from "./suggest";

/** A host's draft, its problems, the objects it may name, and what the host suggests. Throws `no-draft`. */
export async function readDraft(context: Context, input: unknown): Promise<DraftView> {
  authorise(context, "draft.read");
  const { hostId } = parseInput(hostIdSchema, input);
  return transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    const draft = await findDraft(tx, hostId);
    const objects = await readObjects(tx);
    const facts = readFacts(host.facts);
    const policy = assemblePolicy(draft.body, objects);
    return {
      hostId,
      hostName: host.name,
      body: draft.body,
      version: draft.version,
      updatedAt: draft.updatedAt.toISOString(),
      updatedBy: draft.updatedBy,
      problems: validatePolicy(policy, facts),
      objects,
      suggestions: facts === null ? [] : suggestFor(policy, facts, objects.services),
    };
  });
}
