import { randomUUID } from "node:crypto";
import * as z from "zod";
import { timeoutSeconds } from "@/lib/core/rollout/timing";
import { audit } from "@/lib/server/auth/audit";
import { transaction } from "@/lib/server/db/transaction";
import { announceApply } from "../apply/apply-topic";
import { findPending } from "../apply/find-pending";
import { queueApply } from "../apply/queue-apply";
import { hashOf } from "../canonical-json";
import { authorise, type Context } from "../context";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { buildReview } from "../review/build-review";
import { loadReviewInput } from "../review/load-review-input";
import { proofKey, prove } from "../review/prove";
import type { AnywayReason } from "../review/review-view";
import { ServiceError } from "../service-error";
import { findReverted } from "./find-reverted";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** The review's hash: what the operator saw. */
  hash: z.string(),
  /** `proven`: kept as soon as it is proven. `ask`: the operator is asked after the proof as well. */
  confirmMode: z.enum(["proven", "ask"]).default("proven"),
  timeoutSeconds: z.int().min(timeoutSeconds.least).max(timeoutSeconds.most).optional(),
  anyway: z.boolean().default(false),
  /** Checks from the panel, and from the practice internet, are part of the proof. */
  requireChecks: z.boolean().default(false),
});

function anywayText(reasons: readonly AnywayReason[]): string {
  if (reasons.includes("access")) return "It is not sure that the panel still gets in after this.";
  if (reasons.includes("assertions")) return "Not all that the policy asserts is true of the new rules.";
  return "The other iptables back end of this host holds rules as well.";
}

/**
 * Freezes the draft and writes everything that an apply needs, the job last, in one transaction; the runner does the
 * rest. What was shown is computed again: another hash means that something changed since.
 *
 * Throws `apply-pending`, `apply-unknown`, `review-outdated`, `not-compiled`, `gate-refused` (with problems),
 * `needs-anyway`.
 */
export async function startRollout(context: Context, input: unknown): Promise<{ applyId: string }> {
  authorise(context, "rollout.start");
  const request = parseInput(inputSchema, input);
  const { hostId, hash, confirmMode, anyway, requireChecks } = request;
  const timeout = request.timeoutSeconds ?? timeoutSeconds[confirmMode];
  const shown = await transaction(async (tx) => {
    await findPending(tx, hostId, "refuse");
    return (await loadReviewInput(tx, hostId)).input;
  });
  // Asked in its own thread, so not inside the transaction.
  const proof = await prove(shown);
  const applyId = await transaction(async (tx) => {
    await findPending(tx, hostId, "refuse");
    const { host, input } = await loadReviewInput(tx, hostId);
    const review = buildReview(input, proof);
    const { restore4, restore6, rulesets, policy } = review;
    if (restore4 === null || rulesets === null || input.facts === null) {
      throw new ServiceError("not-compiled", "The policy has errors. Mend them first.", {
        status: 422,
        problems: review.policyProblems,
      });
    }
    if (review.hash !== hash || proof.of !== proofKey(input)) {
      throw new ServiceError(
        "review-outdated",
        "Something changed since this review was shown. Nothing was applied. Look at the new review.",
        { status: 409 },
      );
    }
    if (!review.gate.allowed) {
      throw new ServiceError(
        "gate-refused",
        review.gate.problems[0]?.text ?? "This host cannot take an apply now.",
        {
          status: 409,
          problems: review.gate.problems,
        },
      );
    }
    if (review.needsAnyway && !anyway) {
      throw new ServiceError(
        "needs-anyway",
        `${anywayText(review.anywayFor)} To try it all the same, press "Apply anyway".`,
        {
          status: 409,
          params: { answer: review.lockout?.answer ?? "cannot-tell", why: review.anywayFor.join("-") },
        },
      );
    }
    const createdBy = context.actor.name;
    const revision = await tx.revision.create({
      data: { id: randomUUID(), policy, hash: hashOf(policy), createdBy },
    });
    const row = await queueApply(tx, createdBy, {
      hostId,
      revisionId: revision.id,
      facts: input.facts,
      rules4: restore4,
      rules6: restore6,
      roles: [...new Set(policy.purposes.map((purpose) => purpose.role))],
      summary: review.changes.map((change) => ({ ...change, params: { ...change.params } })),
      confirmMode,
      timeoutSeconds: timeout,
      anyway,
      requireChecks,
      revertOf: await findReverted(tx, hostId, revision.hash),
    });
    await audit(
      tx,
      context.actor,
      "rollout.start",
      { kind: "apply", id: row.id },
      {
        hostId,
        host: host.name,
        number: row.number,
        hash,
        confirmMode,
        timeoutSeconds: timeout,
        anyway,
        lockout: review.lockout?.answer ?? null,
        ...(requireChecks && { requireChecks }),
        ...(anyway && { anywayFor: review.anywayFor.join(", ") }),
      },
    );
    return row.id;
  });
  announceApply(applyId);
  hostGateway().wake();
  return { applyId };
}
