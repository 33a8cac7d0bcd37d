import type { DriftState } from "@/lib/core/drift/finding";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { FlowListing } from "@/lib/core/flows/flow";
import { audit } from "@/lib/server/auth/audit";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import type { LiveText } from "../apply/apply-view";
import { findPending } from "../apply/find-pending";
import { packLive, unpackLive } from "../apply/live-text";
import { keepCounters } from "../live/counter-samples";
import type { ServiceError } from "../service-error";
import { keepSeen } from "../tighten/seen-days";
import { type Subject, toIgnored } from "./find-subject";
import { packFacts } from "./pack-facts";

/** Nobody pressed anything: the panel itself found it. */
const panel = { id: "panel", name: "Sekisho" };

/** What a look found; all of it belongs to one confirmed apply. */
export type Found = {
  readonly subject: Subject;
  readonly state: DriftState;
  readonly facts: HostFacts;
  /** What was open then; null: not known. */
  readonly listing: FlowListing | null;
  readonly readAt: Date;
  /** On record when the comparison began; null: nothing was. */
  readonly baselineBefore: LiveText | null;
  readonly baseline: LiveText;
  /** `look`: the host was just read. `asked`: it was, by somebody. `again`: what was read then is compared anew. */
  readonly why: "look" | "asked" | "again";
};

/**
 * How keeping a look ended; nothing is written but in `kept`. `overtaken`: an apply came in between. `newer-known`: the
 * host was read later than this, and that is on record. `measure-moved`: what was compared with is not what counts now,
 * since somebody ignored a chain or took the rules of others meanwhile.
 */
export type Kept = "kept" | "overtaken" | "newer-known" | "measure-moved";

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
 * Whether the host was read after a time. A reading from the future was kept before the panel's clock was set back: it
 * stands in nobody's way.
 */
function readAfter(known: { readonly readAt: Date }, time: Date): boolean {
  return known.readAt > time && known.readAt <= new Date();
}

const sameLive = (one: LiveText, other: LiveText) => one.ipv4 === other.ipv4 && one.ipv6 === other.ipv6;

/** Whether a comparison was made with what counts now. */
async function measureStands(
  tx: Tx,
  { subject, baselineBefore }: Found,
  before: { readonly baseline: Uint8Array } | null,
): Promise<boolean> {
  const host = await tx.host.findUniqueOrThrow({
    where: { id: subject.hostId },
    select: { ignoredChains: true },
  });
  const ignored = new Set(toIgnored(host.ignoredChains));
  const measured = subject.measure.ignored;
  if (ignored.size !== measured.size || [...ignored].some((name) => !measured.has(name))) return false;
  if (before === null || baselineBefore === null) return before === null && baselineBefore === null;
  return sameLive(unpackLive(before.baseline), baselineBefore);
}

/** Keeps what a look found, and puts a change of it on record. */
export function recordLook(found: Found): Promise<Kept> {
  const { subject, state, facts, listing, readAt, baseline, why } = found;
  const { hostId } = subject;
  const applyId = subject.apply.id;
  return transaction(async (tx) => {
    if (!(await stillStands(tx, subject))) return "overtaken";
    const before = await tx.drift.findUnique({ where: { hostId }, omit: { facts: true } });
    const known = before?.applyId === applyId ? before : null;
    if (known !== null && readAfter(known, readAt)) return "newer-known";
    if (!(await measureStands(tx, found, before))) return "measure-moved";
    const turned = known?.state !== state;
    const row = {
      applyId,
      state,
      since: turned ? readAt : known.since,
      readAt,
      facts: packFacts(facts),
      baseline: packLive(baseline),
    };
    const seen = { ...row, lookedAt: readAt, faultSince: null };
    await tx.drift.upsert({
      where: { hostId },
      create: { hostId, ...seen },
      // Compared anew, it says nothing of a look that failed since; of one beside an older apply it does.
      update: why === "again" && known !== null ? row : seen,
      select: { hostId: true },
    });
    if (why !== "again") {
      await keepCounters(tx, { hostId, applyId }, facts, readAt);
      if (listing !== null) await keepSeen(tx, hostId, { facts, listing }, readAt);
    }
    // In the steady state nothing else moves: a review that is open stays what was shown.
    if (why === "asked" || (why === "look" && turned && state !== "same")) {
      await tx.host.update({ where: { id: hostId }, data: { facts, inspectedAt: readAt } });
    }
    if (turned && (known !== null || state !== "same")) {
      await audit(tx, panel, "drift.found", { kind: "host", id: hostId }, { state });
    }
    return "kept";
  });
}

/**
 * The host could not be read: what was found before stays, and is no longer said of now. Nothing is written where it was
 * read after the failed look `began`, or an apply came in between.
 */
export function recordFault(
  subject: Subject,
  error: ServiceError,
  began: Date,
): Promise<Exclude<Kept, "measure-moved">> {
  const { hostId, apply } = subject;
  return transaction(async (tx) => {
    if (!(await stillStands(tx, subject))) return "overtaken";
    const before = await tx.drift.findUnique({
      where: { hostId },
      select: { applyId: true, readAt: true, faultSince: true, baseline: true },
    });
    const known = before?.applyId === apply.id ? before : null;
    if (known !== null && readAfter(known, began)) return "newer-known";
    const { code, message: text, params } = error;
    const at = new Date();
    const fault = { lookedAt: at, fault: { code, text, params } };
    // Never read since the confirm: what is known is of the review.
    const first = {
      applyId: apply.id,
      state: "cannot-tell" satisfies DriftState,
      since: at,
      readAt: apply.createdAt,
      facts: packFacts(apply.facts),
      baseline: before?.baseline ?? packLive(apply.facts.live),
      faultSince: at,
    };
    await tx.drift.upsert({
      where: { hostId },
      create: { hostId, ...first, ...fault },
      update: known ? { ...fault, faultSince: known.faultSince ?? at } : { ...first, ...fault },
      select: { hostId: true },
    });
    return "kept";
  });
}
