import type { Tx } from "@/lib/server/db/transaction";
import { transaction } from "@/lib/server/db/transaction";
import { isDead, type Owner } from "./owner";

/** How long a lease holds. Shorter: a slow disk loses it while the job runs. Longer: a job of a hung panel waits. */
export const leaseSpan = 30_000;

/** Owner of a job that waits until its lease runs out: no process, so none that could be dead. */
const nobody = "nobody";

/** A job that is ours to do. */
export type LeasedJob = {
  readonly id: string;
  readonly kind: string;
  readonly hostId: string;
  readonly payload: unknown;
  readonly attempts: number;
};

async function take(tx: Tx, jobId: string, seen: string | null, owner: Owner, now: Date): Promise<boolean> {
  // Conditional on what was seen: of two that try, one wins.
  const { count } = await tx.job.updateMany({
    where: { id: jobId, finishedAt: null, leaseOwner: seen },
    data: { leaseOwner: owner, leaseUntil: new Date(now.getTime() + leaseSpan), attempts: { increment: 1 } },
  });
  return count === 1;
}

/**
 * Leases every job that nobody works on: never leased, lease run out, its process is gone, or it is leased to us and we
 * do not run it: what could not be written when it fell over.
 */
export async function leaseFree(
  owner: Owner,
  now: Date,
  runs: (jobId: string) => boolean = () => false,
): Promise<LeasedJob[]> {
  return transaction(async (tx) => {
    const open = await tx.job.findMany({ where: { finishedAt: null }, orderBy: { createdAt: "asc" } });
    const leased: LeasedJob[] = [];
    for (const job of open) {
      if (runs(job.id)) continue;
      const ours = job.leaseOwner === owner;
      const free = job.leaseOwner === null || job.leaseUntil === null || job.leaseUntil <= now;
      if (!(ours || free || isDead(job.leaseOwner ?? ""))) continue;
      if (await take(tx, job.id, job.leaseOwner, owner, now)) {
        const { id, kind, hostId, payload, attempts } = job;
        leased.push({ id, kind, hostId, payload, attempts: attempts + 1 });
      }
    }
    return leased;
  });
}

/** Keeps a lease; false when somebody else took the job, who has the say from then on. */
export async function renewLease(jobId: string, owner: Owner, now: Date): Promise<boolean> {
  return transaction(async (tx) => {
    const { count } = await tx.job.updateMany({
      where: { id: jobId, leaseOwner: owner, finishedAt: null },
      data: { leaseUntil: new Date(now.getTime() + leaseSpan) },
    });
    return count === 1;
  });
}

/** The job is done; `error` says why it could not be done. */
export async function finishJob(jobId: string, owner: Owner, now: Date, error: string | null): Promise<void> {
  await transaction((tx) =>
    tx.job.updateMany({
      where: { id: jobId, leaseOwner: owner, finishedAt: null },
      data: { finishedAt: now, leaseOwner: null, leaseUntil: null, error },
    }),
  );
}

/** Gives a job back, to be leased again from `from` on. */
export async function releaseJob(
  jobId: string,
  owner: Owner,
  from: Date | null,
  error: string | null,
): Promise<void> {
  await transaction((tx) =>
    tx.job.updateMany({
      where: { id: jobId, leaseOwner: owner, finishedAt: null },
      data: { leaseOwner: from === null ? null : nobody, leaseUntil: from, error },
    }),
  );
}
