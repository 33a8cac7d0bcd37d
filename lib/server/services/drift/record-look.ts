import type { DriftState } from "@/lib/core/drift/finding";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { audit } from "@/lib/server/auth/audit";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import type { LiveText } from "../apply/apply-view";
import { findPending } from "../apply/find-pending";
import { packLive } from "../apply/live-text";
import type { ServiceError } from "../service-error";
import type { Subject } from "./find-subject";
import { packFacts } from "./pack-facts";

/** Nobody pressed anything: the panel itself found it. */
const panel = { id: "panel", name: "Sekisho" };

/** What a look found; all of it belongs to one confirmed apply. */
export type Found = {
  readonly subject: Subject;
  readonly state: DriftState;
  readonly facts: HostFacts;
  readonly readAt: Date;
  readonly baseline: LiveText;
  /** `look`: the host was just read. `asked`: it was, by somebody. `again`: what was read then is compared anew. */
  readonly why: "look" | "asked" | "again";
};

/** Whether what was looked at still stands: no apply is open, and none came since, not even one that was undone. */
async function stillStands(tx: Tx, { hostId, newest }: Subject): Promise<boolean> {
  if ((await findPending(tx, hostId, "look")) !== null) return false;
  const last = await tx.apply.findFirst({
    where: { hostId },
    orderBy: { number: "desc" },
    select: { number: true },
  });
  return last?.number === newest;
}

/**
 * Keeps what a look found, and puts a change of it on record. False: an apply came in between, so that nothing was
 * written.
 */
export function recordLook(found: Found): Promise<boolean> {
  const { subject, state, facts, readAt, baseline, why } = found;
  const { hostId } = subject;
  const applyId = subject.apply.id;
  return transaction(async (tx) => {
    if (!(await stillStands(tx, subject))) return false;
    const before = await tx.drift.findUnique({ where: { hostId }, omit: { facts: true, baseline: true } });
    const known = before?.applyId === applyId ? before : null;
    const turned = known?.state !== state;
    const row = {
      applyId,
      state,
      since: turned ? readAt : known.since,
      readAt,
      facts: packFacts(facts),
      baseline: packLive(baseline),
    };
    await tx.drift.upsert({
      where: { hostId },
      create: { hostId, ...row, lookedAt: readAt },
      update: why === "again" ? row : { ...row, lookedAt: readAt, faultSince: null },
      select: { hostId: true },
    });
    // In the steady state nothing else moves: a review that is open stays what was shown.
    if (why === "asked" || (why === "look" && turned && state !== "same")) {
      await tx.host.update({ where: { id: hostId }, data: { facts, inspectedAt: readAt } });
    }
    if (turned && (known !== null || state !== "same")) {
      await audit(tx, panel, "drift.found", { kind: "host", id: hostId }, { state });
    }
    return true;
  });
}

/** The host could not be read: what was found before stays, and is no longer said of now. */
export function recordFault({ hostId, apply }: Subject, error: ServiceError, at: Date): Promise<void> {
  return transaction(async (tx) => {
    const row = await tx.drift.findUnique({ where: { hostId }, select: { applyId: true, faultSince: true } });
    const { code, message: text, params } = error;
    const fault = { lookedAt: at, fault: { code, text, params } };
    // Never read since the confirm: what is known is of the review.
    const first = {
      applyId: apply.id,
      state: "cannot-tell" satisfies DriftState,
      since: at,
      readAt: apply.createdAt,
      facts: packFacts(apply.facts),
      baseline: packLive(apply.facts.live),
      faultSince: at,
    };
    await tx.drift.upsert({
      where: { hostId },
      create: { hostId, ...first, ...fault },
      update:
        row?.applyId === apply.id ? { ...fault, faultSince: row.faultSince ?? at } : { ...first, ...fault },
      select: { hostId: true },
    });
  });
}
