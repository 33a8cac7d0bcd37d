import * as z from "zod";
import { compile } from "@/lib/core/compile/compile";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Policy, policyBodySchema } from "@/lib/core/policy/schema";
import { validatePolicy } from "@/lib/core/policy/validate";
import { transaction } from "@/lib/server/db/transaction";
import { authorise, type Context } from "../context";
import { assemblePolicy } from "../draft/assemble-policy";
import { findHost } from "../host/find-host";
import { readFacts } from "../host/read-facts";
import { readObjects } from "../object/read-objects";
import { parseInput } from "../parse-input";
import type { AssertionsView } from "./assertion-view";
import { checkDraft } from "./check-draft";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** As it is typed: it need not be saved. */
  body: policyBodySchema,
});

/**
 * Whether the assertions of a draft that is being typed are true of the rules that it would make. Writes nothing.
 * Throws `host-not-found`.
 */
export async function readAssertions(context: Context, input: unknown): Promise<AssertionsView> {
  authorise(context, "assertion.read");
  const { hostId, body } = parseInput(inputSchema, input);
  const { facts, objects } = await transaction(async (tx) => ({
    facts: readFacts((await findHost(tx, hostId)).facts),
    objects: await readObjects(tx),
  }));
  const { policy, indexes } = withoutFaulty(assemblePolicy(body, objects), facts);
  const compiled = compile(policy, facts);
  const draft = { policy, compiled: compiled.ok ? compiled.value : null, facts };
  const { assertions } = await checkDraft(draft, { admins: false });
  if (!assertions.told) return assertions;
  const results = assertions.results.map((result) => ({ ...result, index: indexes[result.index] ?? 0 }));
  return { told: true, results };
}

/** Assertions that are not written to the end yet must not keep the others from being answered. */
function withoutFaulty(
  policy: Policy,
  facts: HostFacts | null,
): { readonly policy: Policy; readonly indexes: readonly number[] } {
  const faulty = new Set(
    validatePolicy(policy, facts)
      .filter(({ severity, path }) => severity === "error" && path[0] === "assertions")
      .map(({ path }) => path[1]),
  );
  const kept = (policy.assertions ?? [])
    .map((text, index) => ({ text, index }))
    .filter(({ index }) => !faulty.has(index));
  return {
    policy: { ...policy, assertions: kept.map(({ text }) => text) },
    indexes: kept.map(({ index }) => index),
  };
}
