import * as z from "zod";
import { type HostFacts, hostFactsSchema } from "@/lib/core/facts/host-facts";
import { policySchema } from "@/lib/core/policy/schema";
import type { Tx } from "@/lib/server/db/transaction";
import type { LiveText } from "../apply/apply-view";
import { unpackLive } from "../apply/live-text";
import type { Measure } from "./compare-live";

const namesSchema = z.array(z.string()).nullable();

/** Names of the chains that a host's operator does not want to hear of. */
export function toIgnored(stored: unknown): readonly string[] {
  return namesSchema.parse(stored) ?? [];
}

/** What a host's live rules are compared with. */
export type Subject = {
  readonly hostId: string;
  readonly apply: {
    readonly id: string;
    readonly number: number;
    readonly bootId: string;
    readonly createdAt: Date;
    readonly facts: HostFacts;
  };
  /** Number of the host's newest apply, however it ended: a later one may have changed the rules for a while. */
  readonly newest: number;
  /** What the host held right after the confirm, with the time; null: it could not be read then. */
  readonly after: { readonly live: LiveText; readonly at: Date } | null;
  /** Without the baseline, which the row of the last look holds. */
  readonly measure: Omit<Measure, "baseline">;
};

/** The confirmed apply of a host and what it sent, or null: nothing was confirmed. */
export async function findSubject(tx: Tx, hostId: string): Promise<Subject | null> {
  const row = await tx.apply.findFirst({
    where: { hostId, phase: "confirmed" },
    orderBy: { number: "desc" },
    include: {
      revision: true,
      host: { select: { ignoredChains: true } },
      events: { where: { kind: "live-after" }, orderBy: { sequence: "desc" }, take: 1 },
    },
  });
  // A host that was left holds nothing of ours, as it should.
  if (row === null || row.leave) return null;
  const newest = await tx.apply.findFirstOrThrow({
    where: { hostId },
    orderBy: { number: "desc" },
    select: { number: true },
  });
  const facts = hostFactsSchema.parse(row.facts);
  const [event] = row.events;
  return {
    hostId,
    apply: {
      id: row.id,
      number: row.number,
      bootId: row.bootId ?? facts.bootId,
      createdAt: row.createdAt,
      facts,
    },
    newest: newest.number,
    after: event?.live ? { live: unpackLive(event.live), at: event.at } : null,
    measure: {
      rules4: row.rules4,
      rules6: row.rules6,
      policy: policySchema.parse(row.revision.policy),
      ignored: new Set(toIgnored(row.host.ignoredChains)),
    },
  };
}
