import * as z from "zod";
import type { Tx } from "@/lib/server/db/transaction";
import { shownName } from "../host/archived-name";
import { ServiceError } from "../service-error";
import type { ApplyEventView, ApplyProgress } from "./apply-view";
import { countdownOf } from "./countdown";
import { revertNumbers } from "./revert-numbers";
import { heavyColumns, toApplyRow, toPhase } from "./to-row";

const attemptSchema = z.enum(["inspect", "arm-and-load", "probe", "confirm", "cancel", "status"]).nullable();
const modeSchema = z.enum(["proven", "ask"]);
const wishSchema = z.enum(["keep", "roll-back"]).nullable();
const detailSchema = z.record(z.string(), z.unknown()).nullable();

const host = {
  select: {
    name: true,
    archivedAt: true,
    kind: true,
    jobs: { where: { finishedAt: null }, take: 1, select: { id: true } },
  },
} as const;
const events = { orderBy: { sequence: "asc" } } as const;
const notFound = () => new ServiceError("apply-not-found", "There is no such apply.", { status: 404 });

/** The whole row of an apply with its host and its events; throws `apply-not-found`. */
export async function findApply(tx: Tx, applyId: string) {
  const row = await tx.apply.findUnique({ where: { id: applyId }, include: { host, events } });
  if (row === null) throw notFound();
  return row;
}

/** What moves while an apply runs: read anew at each change, so without the heavy columns. Throws `apply-not-found`. */
export async function findProgress(tx: Tx, applyId: string) {
  const row = await tx.apply.findUnique({
    where: { id: applyId },
    omit: heavyColumns,
    include: { host, events: { ...events, omit: { live: true } } },
  });
  if (row === null) throw notFound();
  return row;
}

type FoundProgress = Awaited<ReturnType<typeof findProgress>>;

function toEvent(row: FoundProgress["events"][number]): ApplyEventView {
  return {
    sequence: row.sequence,
    at: row.at.toISOString(),
    phase: toPhase(row.phase),
    kind: row.kind,
    hostUptime: row.hostUptime,
    answer: row.answer,
    detail: detailSchema.parse(row.detail),
    hasLive: row.kind === "live-before" || row.kind === "live-after",
  };
}

/** The stored form of an apply → what moves while it runs. */
export async function toProgress(tx: Tx, row: FoundProgress): Promise<ApplyProgress> {
  const numbers = await revertNumbers(tx, [row]);
  return {
    ...toApplyRow(row, numbers.get(row.revertOf ?? "") ?? null),
    hostName: shownName(row.host),
    attempting: attemptSchema.parse(row.attempting),
    confirmMode: modeSchema.parse(row.confirmMode),
    timeoutSeconds: row.timeoutSeconds,
    anyway: row.anyway,
    requireChecks: row.requireChecks,
    wish: wishSchema.parse(row.wish),
    countdown: countdownOf(row),
    running: row.finishedAt === null && row.host.jobs.length > 0,
    events: row.events.map(toEvent),
  };
}
