import { randomUUID } from "node:crypto";
import type { ApplyState } from "@/lib/core/rollout/apply-state";
import { finalPhases, type Phase } from "@/lib/core/rollout/phase";
import { type Tx, transaction } from "@/lib/server/db/transaction";
import { announceApply } from "@/lib/server/services/apply/apply-topic";
import { packLive } from "@/lib/server/services/apply/live-text";
import { markArchived } from "@/lib/server/services/host/mark-archived";
import type { Evidence, Happening } from "./evidence";
import { judge } from "./judge";

/** The word under which an event stands in the history. */
function kindOf({ event }: Happening): string {
  return event.type === "answered" ? event.answer.kind : event.type;
}

/** The host's clock, where the event read it: its uptime, and the deadline if it said one. */
function clockOf({ event, evidence }: Happening): { uptime: number | null; deadline: number | null } {
  if (event.type === "answered" && "uptime" in event.answer) {
    const deadline = "deadline" in event.answer ? event.answer.deadline : null;
    return { uptime: event.answer.uptime, deadline };
  }
  return { uptime: evidence.hostUptime ?? null, deadline: null };
}

/** Plain JSON: what a column of JSON takes. */
function plain(value: unknown) {
  return JSON.parse(JSON.stringify(value));
}

/** Rows are written, not read back: some columns are large. */
const id = { id: true } as const;

async function nextSequence(tx: Tx, applyId: string): Promise<number> {
  const last = await tx.applyEvent.findFirst({
    where: { applyId },
    orderBy: { sequence: "desc" },
    select: { sequence: true },
  });
  return (last?.sequence ?? 0) + 1;
}

/** Turns of the machine that say nothing to a reader: the state is stored, the history stays short. */
const silent: ReadonlySet<string> = new Set(["woke"]);

/**
 * Stores one step of the machine, before its effects run: the state in the job's row, what people see in the apply's
 * row, and the event with its evidence in the history; all or nothing.
 */
export async function recordStep(
  ids: { readonly jobId: string; readonly applyId: string; readonly hostId: string },
  before: ApplyState,
  after: ApplyState,
  happening: Happening,
): Promise<void> {
  const { evidence, event } = happening;
  const { uptime, deadline } = clockOf(happening);
  const at = new Date(event.at);
  await transaction(async (tx) => {
    await tx.job.update({
      where: { id: ids.jobId },
      data: { payload: { applyId: ids.applyId, state: plain(after) } },
      select: id,
    });
    await tx.apply.update({
      where: { id: ids.applyId },
      data: {
        phase: after.phase,
        attempting: after.attempting,
        ...(after.bootId === null ? {} : { bootId: after.bootId }),
        ...reasonOf(after, evidence),
        ...(uptime === null ? {} : { hostUptime: uptime, hostUptimeAt: at }),
        ...(deadline === null ? {} : { deadlineUptime: deadline }),
        ...(evidence.source
          ? { sourceAddress: evidence.source.address, sourcePort: evidence.source.port }
          : {}),
      },
      select: id,
    });
    if (evidence.facts !== undefined) {
      await tx.host.update({
        where: { id: ids.hostId },
        data: { facts: evidence.facts, inspectedAt: at },
        select: id,
      });
    }
    if (silent.has(event.type) && before.phase === after.phase) return;
    const sequence = await nextSequence(tx, ids.applyId);
    await tx.applyEvent.create({
      data: {
        id: randomUUID(),
        applyId: ids.applyId,
        sequence,
        at,
        phase: after.phase,
        kind: kindOf(happening),
        hostUptime: uptime,
        answer: evidence.answer ?? null,
        ...(evidence.detail ? { detail: plain(evidence.detail) } : {}),
      },
      select: id,
    });
    if (evidence.live !== undefined) {
      await recordLive(tx, ids.applyId, {
        sequence: sequence + 1,
        at,
        phase: after.phase,
        kind: "live-before",
        evidence,
      });
    }
  });
  announceApply(ids.applyId);
}

function reasonOf(after: ApplyState, evidence: Evidence): { reason?: string } {
  if (after.reason !== null) return { reason: after.reason };
  return after.phase === "refused" && evidence.refusal !== undefined ? { reason: evidence.refusal } : {};
}

/** Puts the live text of both families on record. */
async function recordLive(
  tx: Tx,
  applyId: string,
  entry: {
    readonly sequence: number;
    readonly at: Date;
    readonly phase: Phase;
    readonly kind: "live-before" | "live-after";
    readonly evidence: Evidence;
  },
): Promise<void> {
  const { evidence, ...row } = entry;
  if (evidence.live === undefined) return;
  const { live, hostUptime } = evidence;
  await tx.applyEvent.create({
    data: { id: randomUUID(), applyId, ...row, hostUptime: hostUptime ?? null, live: packLive(live) },
    select: id,
  });
}

/** Puts on record what the host holds after the apply's end, where it could be read. */
export async function recordLiveAfter(
  applyId: string,
  { phase }: ApplyState,
  at: number,
  evidence: Evidence,
): Promise<void> {
  if (evidence.live === undefined) return;
  await transaction(async (tx) => {
    const sequence = await nextSequence(tx, applyId);
    await recordLive(tx, applyId, { sequence, at: new Date(at), phase, kind: "live-after", evidence });
  });
  announceApply(applyId);
}

/** Closes the apply's row where the phase is final, and judges a drill; an unknown end stays open until somebody asks the host again. */
export async function recordEnd(applyId: string, state: ApplyState, at: number): Promise<void> {
  if (finalPhases.has(state.phase)) {
    await transaction(async (tx) => {
      const { drill, leave, createdBy, host } = await tx.apply.findUniqueOrThrow({
        where: { id: applyId },
        select: { drill: true, leave: true, createdBy: true, host: true },
      });
      const judged = drill === null ? {} : { drill: await judge(tx, applyId, state) };
      await tx.apply.update({
        where: { id: applyId },
        data: { finishedAt: new Date(at), ...judged },
        select: id,
      });
      // Nothing of ours is there any more: its history stays.
      if (leave && state.phase === "confirmed" && host.archivedAt === null) {
        await markArchived(tx, { id: "panel", name: createdBy }, host);
      }
    });
  }
  announceApply(applyId);
}
