import type { PolicyBody } from "@/lib/core/policy/schema";
import { audit } from "@/lib/server/auth/audit";
import type { Tx } from "@/lib/server/db/transaction";
import { canonicalJson } from "../canonical-json";
import type { Context } from "../context";
import { ServiceError } from "../service-error";
import { findDraft } from "./find-draft";

/**
 * Saves of one person within this span are one line of the record, since a draft is saved at each pause of the typing;
 * but not across an apply, which took what was there.
 */
const typingSpan = 10 * 60_000;

async function isTyping(tx: Tx, context: Context, hostId: string): Promise<boolean> {
  const last = await tx.audit.findFirst({
    where: { object: "draft", objectId: hostId },
    orderBy: { at: "desc" },
  });
  if (
    last === null ||
    last.verb !== "draft.save" ||
    last.actorId !== context.actor.id ||
    Date.now() - last.at.getTime() >= typingSpan
  ) {
    return false;
  }
  const taken = await tx.apply.findFirst({
    where: { hostId, createdAt: { gt: last.at } },
    select: { id: true },
  });
  return taken === null;
}

/**
 * Writes a host's draft. `version` is the one that the edits began from; null writes over whatever is there.
 * Throws `draft-conflict` where another one was saved since, unless that says the same.
 */
export async function writeDraft(
  tx: Tx,
  context: Context,
  {
    hostId,
    body,
    version,
    verb,
    detail = {},
  }: {
    hostId: string;
    body: PolicyBody;
    version: number | null;
    verb: `draft.${"start" | "save" | "revert" | "adopt" | "accept" | "let-in" | "allow" | "tighten"}`;
    detail?: Record<string, string | number>;
  },
): Promise<{ version: number; updatedAt: Date }> {
  const updatedBy = context.actor.name;
  if (version === null) {
    await tx.draft.upsert({
      where: { hostId },
      create: { hostId, body, updatedBy },
      update: { body, updatedBy, version: { increment: 1 } },
    });
  } else {
    // One conditional write decides between two tabs.
    const written = await tx.draft.updateMany({
      where: { hostId, version },
      data: { body, updatedBy, version: { increment: 1 } },
    });
    if (written.count === 0) {
      const there = await findDraft(tx, hostId);
      // A page that went away while it saved does not know that it was heard, and its successor saves the same again.
      if (canonicalJson(there.body) === canonicalJson(body)) return there;
      throw new ServiceError(
        "draft-conflict",
        `${there.updatedBy} saved another version of this draft in the meantime. Load it, or keep yours on purpose.`,
        {
          status: 409,
          params: {
            updatedBy: there.updatedBy,
            updatedAt: there.updatedAt.toISOString(),
            version: there.version,
          },
        },
      );
    }
  }
  if (verb !== "draft.save" || !(await isTyping(tx, context, hostId))) {
    await audit(tx, context.actor, verb, { kind: "draft", id: hostId }, detail);
  }
  const saved = await findDraft(tx, hostId);
  return { version: saved.version, updatedAt: saved.updatedAt };
}
