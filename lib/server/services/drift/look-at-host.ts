import { judgeDrift } from "@/lib/core/drift/finding";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import type { LiveText } from "../apply/apply-view";
import { findPending } from "../apply/find-pending";
import { unpackLive } from "../apply/live-text";
import { readFacts } from "../host/read-facts";
import { type HostGateway, hostGateway } from "../host-gateway";
import { isServiceError } from "../service-error";
import { compareLive } from "./compare-live";
import { findSubject, type Subject } from "./find-subject";
import { findLook } from "./read-drift";
import { type Found, type Kept, recordFault, recordLook } from "./record-look";

/** How a look ended. `nothing-to-compare`: no rules of ours were confirmed. `busy`: an apply is not over. */
export type LookEnd = "looked" | "unreadable" | "nothing-to-compare" | "busy";

export type LookOptions = {
  /** Read the host also where what it held right after the confirm is on record and was not compared yet. */
  readonly afresh: boolean;
  readonly why: "look" | "asked";
};

type Known = {
  readonly subject: Subject;
  /** Nobody looked since the confirm. */
  readonly first: boolean;
  /** Of the last look, also of one before the confirm: what others changed is told until somebody takes it. */
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
    first: row?.applyId !== subject.apply.id,
    baseline: row && unpackLive(row.baseline),
    facts: readFacts(host.facts),
  };
}

type Reading = Pick<Found, "facts" | "listing" | "readAt" | "why">;

/** Compares what was read, by `baseline`, and keeps what comes of it. */
async function assess(
  { subject, baseline: baselineBefore }: Pick<Known, "subject" | "baseline">,
  read: Reading,
  baseline: LiveText,
): Promise<Kept> {
  const { own, others } = await compareLive({ ...subject.measure, baseline }, read.facts);
  return recordLook({ subject, state: judgeDrift(own, others), baselineBefore, baseline, ...read });
}

/** The baseline on record, and where that has no text of a family what was found first. */
function baselineOf(stored: LiveText | null, first: LiveText): LiveText {
  return { ipv4: stored?.ipv4 ?? first.ipv4, ipv6: stored?.ipv6 ?? first.ipv6 };
}

/** More changes of what is compared with, while one comparison is made, are nobody's doing. */
const mostTries = 5;

/** `assess` with what counts now, as often as that changes meanwhile. */
async function keep(since: Subject, read: Reading, firstBaseline: LiveText): Promise<LookEnd> {
  for (let tries = 0; tries < mostTries; tries++) {
    const now = await transaction((tx) => load(tx, since.hostId));
    if (typeof now === "string") return now;
    if (now.subject.newest !== since.newest) return "busy";
    const kept = await assess(now, read, baselineOf(now.baseline, firstBaseline));
    if (kept !== "measure-moved") return kept === "overtaken" ? "busy" : "looked";
  }
  return "busy";
}

/**
 * Compares what the last look read anew, since what it is compared with changed: which chains are ignored, or with
 * `baseline` what the rules of others are measured from. A look that comes in between is compared instead.
 */
export async function compareAnew(hostId: string, baseline?: LiveText): Promise<void> {
  for (let tries = 0; tries < mostTries; tries++) {
    const look = await transaction((tx) => findLook(tx, hostId));
    if (look === null) return;
    const { subject, facts, row, measure } = look;
    const read = { facts, listing: null, readAt: row.readAt, why: "again" } as const;
    const kept = await assess({ subject, baseline: measure.baseline }, read, baseline ?? measure.baseline);
    if (kept === "kept" || kept === "overtaken") return;
  }
  throw new Error(`The live rules of host ${hostId} are read faster than they are compared.`);
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
  if (known.first && after !== null) {
    // It is compared also where the host is read anew: a host that cannot be read then has something to stand by.
    const then = {
      facts: { ...(facts ?? apply.facts), live: after.live },
      listing: null,
      readAt: after.at,
      why: "again",
    } as const;
    const end = await keep(subject, then, after.live);
    if (end !== "looked" || !afresh) return end;
  }
  const began = new Date();
  let read: Awaited<ReturnType<HostGateway["look"]>>;
  try {
    read = await hostGateway().look(hostId);
  } catch (error) {
    if (!isServiceError(error)) throw error;
    const kept = await recordFault(subject, error, began);
    return kept === "kept" ? "unreadable" : kept === "overtaken" ? "busy" : "looked";
  }
  return keep(subject, { ...read, readAt: new Date(), why }, after?.live ?? apply.facts.live);
}
