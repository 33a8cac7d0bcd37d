import { type Policy, policySchema } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import { hashOf } from "../canonical-json";

/** A draft and the revision that it may differ from; null where none was confirmed. */
export type DraftBeside = {
  readonly hostId: string;
  readonly draft: Policy;
  readonly revision: { readonly id: string; readonly hash: string } | null;
};

/**
 * The hash of a stored policy as it would be written today: one that is older than a member with a default says the same
 * as one with that default. Null where it is no policy any more.
 */
export function hashStored(policy: unknown): string | null {
  const read = policySchema.safeParse(policy);
  return read.success ? hashOf(read.data) : null;
}

/** The hosts whose draft says something else than the revision beside it. */
export async function findChanged(tx: Tx, all: readonly DraftBeside[]): Promise<ReadonlySet<string>> {
  const hashed = all.map(({ hostId, draft, revision }) => ({ hostId, revision, hash: hashOf(draft) }));
  const differing = hashed.filter(({ revision, hash }) => revision?.hash !== hash);
  // The stored hash is of what was written then; only where it differs is the policy itself read.
  const ids = differing.flatMap(({ revision }) => revision?.id ?? []);
  const stored = await tx.revision.findMany({
    where: { id: { in: [...new Set(ids)] } },
    select: { id: true, policy: true },
  });
  const now = new Map(stored.map(({ id, policy }) => [id, hashStored(policy)]));
  return new Set(
    differing.flatMap(({ hostId, revision, hash }) =>
      revision !== null && now.get(revision.id) === hash ? [] : [hostId],
    ),
  );
}
