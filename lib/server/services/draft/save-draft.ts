import * as z from "zod";
import { policyBodySchema } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import { assemblePolicy } from "./assemble-policy";
import type { DraftSaved } from "./draft-view";
import { writeDraft } from "./write-draft";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** The one that the edits began from. */
  version: z.int().min(1),
  body: policyBodySchema,
});

/**
 * Keeps a draft as it is typed; errors in its meaning are answered, not refused. Never touches the host.
 * Throws `draft-conflict` (params: updatedBy, updatedAt, version) when somebody saved another one in between.
 */
export async function saveDraft(context: Context, input: unknown): Promise<DraftSaved> {
  authorise(context, "draft.save");
  const { hostId, version, body } = parseInput(inputSchema, input);
  return transaction(async (tx) => {
    const host = await findHost(tx, hostId);
    const saved = await writeDraft(tx, context, { hostId, body, version, verb: "draft.save" });
    const policy = assemblePolicy(body, await readObjects(tx));
    return {
      version: saved.version,
      updatedAt: saved.updatedAt.toISOString(),
      problems: validatePolicy(policy, readFacts(host.facts)),
    };
  });
}
