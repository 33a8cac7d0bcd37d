import { judgeDrift } from "@/lib/core/drift/finding";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import type { LiveText } from "../apply/apply-view";
import { findPending } from "../apply/find-pending";
import { unpackLive } from "../apply/live-text";
import { readFacts } from "../host/read-facts";
import { hostGateway } from "../host-gateway";
import { isServiceError } from "../service-error";
import { compareLive } from "./compare-live";
import { findSubject, type Subject } from "./find-subject";
import { type Found, recordFault, recordLook } from "./record-look";

/** How a look ended. `nothing-to-compare`: no rules of ours were confirmed. `busy`: an apply is not over. */
export type LookEnd = "looked" | "unreadable" | "nothing-to-compare" | "busy";

export type LookOptions = {
  /** Read the host also where what it held right after the confirm is on record and was not compared yet. */
  readonly afresh: boolean;
  readonly why: "look" | "asked";
};

type Known = {
  readonly subject: Subject;
  /** Of an earlier look beside the same apply; null: this is the first. */
  readonly baseline: LiveText | null;
  readonly facts: HostFacts | null;
};

async function load(tx: Tx, hostId: string): Promise<Known | "nothing-to-compare" | "busy"> {
  if ((await findPending(tx, hostId, "look")) !== null) return "busy";
  const subject = await findSubject(tx, hostId);
  if (subject === null) return "nothing-to-compare";
  const row = await tx.drift.findUnique({ where: { hostId }, select: { applyId: true, baseline: true } });
  const host = await tx.host.findUniqueOrThrow({ where: { id: hostId }, select: { facts: true } });
  return {
    subject,
    baseline: row?.applyId === subject.apply.id ? unpackLive(row.baseline) : null,
    facts: readFacts(host.facts),
  };
}

/** Compares what was read and keeps what comes of it; false: an apply came in between. */
export async function assess(
  subject: Subject,
  read: Pick<Found, "facts" | "readAt" | "why">,
  baseline: LiveText,
): Promise<boolean> {
  const { own, others } = await compareLive({ ...subject.measure, baseline }, read.facts);
  return recordLook({ subject, state: judgeDrift(own, others), baseline, ...read });
}

/**
 * Looks at a host's live rules and compares them with those that were confirmed. Reads only, over one connection of its
 * own, and never while an apply is not over. What the host held right after the confirm is the first look, without a
 * connection. A host that cannot be read is on record as that. Throws what is a fault of the panel's own.
 */
export async function lookAtHost(hostId: string, { afresh, why }: LookOptions): Promise<LookEnd> {
  const known = await transaction((tx) => load(tx, hostId));
  if (typeof known === "string") return known;
  const { subject, facts } = known;
  const { after, apply } = subject;
  const baseline = known.baseline ?? after?.live ?? apply.facts.live;
  if (known.baseline === null && after !== null) {
    // It is compared also where the host is read anew: a host that cannot be read then has something to stand by.
    const then = {
      facts: { ...(facts ?? apply.facts), live: after.live },
      readAt: after.at,
      why: "again",
    } as const;
    if (!(await assess(subject, then, after.live))) return "busy";
    if (!afresh) return "looked";
  }
  let read: HostFacts;
  try {
    read = await hostGateway().inspect(hostId);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    await recordFault(subject, error, new Date());
    return "unreadable";
  }
  const kept = await assess(subject, { facts: read, readAt: new Date(), why }, baseline);
  return kept ? "looked" : "busy";
}
