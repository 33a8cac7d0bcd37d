import * as z from "zod";
import { compile } from "@/lib/core/compile/compile";
import { hostFactsSchema } from "@/lib/core/facts/host-facts";
import { policySchema } from "@/lib/core/policy/schema";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { parseInput } from "../parse-input";
import { loadReviewInput } from "../review/load-review-input";
import { ServiceError } from "../service-error";
import { scriptOf } from "./script-of";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** An apply of the host, or null: the draft. */
  applyId: z.string().nullable().default(null),
});

/** A script file. */
export type ExportedScript = { readonly fileName: string; readonly text: string };

/**
 * The ruleset of a draft or of an apply as a stand-alone script. Throws `no-draft`, `apply-not-found`, and
 * `not-compiled` with the problems.
 */
export async function exportScript(context: Context, input: unknown): Promise<ExportedScript> {
  authorise(context, "script.export");
  const { hostId, applyId } = parseInput(inputSchema, input);
  const { name, policy, facts } = await transaction(async (tx) => {
    if (applyId === null) {
      const { host, input } = await loadReviewInput(tx, hostId);
      return { name: host.name, policy: input.policy, facts: input.facts };
    }
    const apply = await tx.apply.findUnique({
      where: { id: applyId },
      include: { revision: true, host: true },
    });
    if (apply === null || apply.hostId !== hostId) {
      throw new ServiceError("apply-not-found", "There is no such apply of this host.", { status: 404 });
    }
    return {
      name: `${apply.host.name}-${apply.number}`,
      policy: policySchema.parse(apply.revision.policy),
      facts: hostFactsSchema.parse(apply.facts),
    };
  });
  const compiled = compile(policy, facts);
  if (!compiled.ok) {
    throw new ServiceError("not-compiled", "The policy has errors. Mend them first.", {
      status: 422,
      problems: compiled.problems,
    });
  }
  const fileName = `${name.replace(/[^A-Za-z0-9._-]+/g, "-")}.sh`;
  return { fileName, text: scriptOf(compiled.value, policy) };
}
