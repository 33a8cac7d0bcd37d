import * as z from "zod";
import { transaction } from "@/lib/server/db/transaction";
import { findPending } from "../apply/find-pending";
import { authorise, type Context } from "../context";
import { findDraft } from "../draft/find-draft";
import { findHost } from "../host/find-host";
import { hostGateway } from "../host-gateway";
import { parseInput } from "../parse-input";
import { isServiceError } from "../service-error";
import { buildReview } from "./build-review";
import { loadReviewInput } from "./load-review-input";
import { prove } from "./prove";
import type { Review } from "./review-view";

const inputSchema = z.strictObject({
  hostId: z.string(),
  /** False: use the facts that are there, and say how old they are. */
  fresh: z.boolean().default(true),
});

/** Reads the host's facts and keeps them; answers why not where the host cannot be read. */
async function refresh(hostId: string): Promise<Review["readFault"]> {
  try {
    const facts = await hostGateway().inspect(hostId);
    await transaction(async (tx) => {
      await findHost(tx, hostId);
      await tx.host.update({ where: { id: hostId }, data: { facts, inspectedAt: new Date() } });
    });
    return null;
  } catch (error) {
    if (!isServiceError(error)) throw error;
    return { code: error.code, text: error.message, params: error.params };
  }
}

/**
 * What an apply of the draft would do to the host as it is now. A host that cannot be read is reviewed with the facts
 * of the last time, and the review says so. Throws `host-not-found`, `no-draft`.
 */
export async function readReview(context: Context, input: unknown): Promise<Review> {
  authorise(context, "review.read");
  const { hostId, fresh } = parseInput(inputSchema, input);
  // No host is asked for a draft that is not there.
  await transaction(async (tx) => {
    await findHost(tx, hostId);
    await findDraft(tx, hostId);
  });
  const readFault = fresh ? await refresh(hostId) : null;
  const {
    host,
    draft,
    input: reviewInput,
    pending,
  } = await transaction(async (tx) => ({
    ...(await loadReviewInput(tx, hostId)),
    pending: await findPending(tx, hostId, "look"),
  }));
  return {
    hostId,
    hostName: host.name,
    draftVersion: draft.version,
    ...buildReview(reviewInput, await prove(reviewInput)),
    facts: reviewInput.facts,
    factsReadAt: host.inspectedAt?.toISOString() ?? null,
    factsFresh: fresh && readFault === null,
    readFault,
    pending,
  };
}
