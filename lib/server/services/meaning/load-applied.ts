import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { Policy } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import type { LiveText } from "../apply/apply-view";
import { loadApply } from "../apply/read-apply";
import { readFacts } from "../host/read-facts";
import type { MeaningOf } from "./ask-meaning";

/** The restore texts that an apply sent; null: the host had no IPv6. */
export type SentChains = { readonly rules4: string; readonly rules6: string | null };

/** What an apply was about. */
export type Applied = SentChains & {
  readonly hostId: string;
  readonly policy: Policy;
  readonly facts: HostFacts | null;
  /** What the host held right before; null: not on record. */
  readonly before: LiveText | null;
};

/** Reads what an apply was about. Throws `apply-not-found`. */
export async function loadApplied(tx: Tx, applyId: string): Promise<Applied> {
  const { hostId, policy, rules4, rules6, liveBefore } = await loadApply(tx, applyId);
  const row = await tx.apply.findUniqueOrThrow({ where: { id: applyId }, select: { facts: true } });
  return { hostId, policy, rules4, rules6, facts: readFacts(row.facts), before: liveBefore };
}

/** A host's tables with one apply's chains against the same tables with another one's; null: as the tables are. */
export function appliedSides(
  tables: LiveText,
  left: SentChains | null,
  right: SentChains,
): MeaningOf["sides"] {
  const side = (live: string | null, before: string | null, after: string) => ({
    before: { live, chains: before },
    after: { live, chains: after },
  });
  const lacksIpv6 = right.rules6 === null || (left !== null && left.rules6 === null);
  return {
    4: side(tables.ipv4, left?.rules4 ?? null, right.rules4),
    6: lacksIpv6 ? null : side(tables.ipv6, left?.rules6 ?? null, right.rules6 ?? ""),
  };
}
