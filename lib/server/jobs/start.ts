import "server-only";
import { db } from "@/lib/server/db/client";
import { dataFolder } from "@/lib/server/db/data-folder";
import { sshConnector } from "@/lib/server/hosts/ssh-connector";
import { destroyPractice, practiceAlive, raisePractice } from "@/lib/server/practice/practice";
import { findDue } from "@/lib/server/services/drift/find-due";
import { lookAtHost } from "@/lib/server/services/drift/look-at-host";
import { setHostGateway } from "@/lib/server/services/host-gateway";
import { rehearseHost } from "@/lib/server/services/rehearsal/rehearse-host";
import { isServiceError } from "@/lib/server/services/service-error";
import { applyRevision } from "./apply/apply-revision";
import { systemClock } from "./clock";
import { watchDrift } from "./drift/watch-drift";
import { makeHostGateway } from "./host-gateway";
import { hostTarget } from "./host-target";
import { type Runner, startRunner } from "./runner";

const shared = globalThis as typeof globalThis & { __sekishoRunner?: Runner };

/** Practice VPSs outlive the panel, not the machine: those that do not run are raised again. */
async function raiseAgain(): Promise<void> {
  const hosts = await db.host.findMany({
    where: { kind: "practice", archivedAt: null },
    select: { id: true },
  });
  for (const { id } of hosts) {
    try {
      if (!(await practiceAlive(dataFolder(), id))) await raisePractice(dataFolder(), id);
    } catch (error) {
      console.error(`The practice VPS ${id} could not be raised again:`, error);
    }
  }
}

/** Tries what the host's next start would load now; that it could not be tried is on record by then. */
function rehearseAfter(hostId: string): void {
  rehearseHost(hostId, null).catch((error: unknown) => {
    if (!isServiceError(error)) console.error(`The start of host ${hostId} could not be rehearsed:`, error);
  });
}

/** A practice VPS ends with its host. */
async function endPractice(hostId: string): Promise<void> {
  const { kind } = await db.host.findUniqueOrThrow({ where: { id: hostId }, select: { kind: true } });
  if (kind === "practice") await destroyPractice(dataFolder(), hostId);
}

/**
 * Wires the gateway, brings practice VPSs back, starts the runner (jobs that a dead panel left are taken over at once)
 * and the looks at the hosts' live rules. Runs once a process. A polite stop of the process ends the jobs where they stand; the next start goes on.
 */
export async function startJobs(): Promise<void> {
  if (shared.__sekishoRunner !== undefined) return;
  const connector = sshConnector;
  setHostGateway(makeHostGateway(connector, () => shared.__sekishoRunner?.wake()));
  await raiseAgain();
  const runner = startRunner({
    handlers: {
      apply: applyRevision({
        connector,
        targetOf: hostTarget,
        clock: systemClock,
        onConfirmed: rehearseAfter,
        onLeft: endPractice,
      }),
    },
    onError: (error, job) => console.error(job === null ? "jobs:" : `job ${job.id}:`, error),
  });
  shared.__sekishoRunner = runner;
  const watch = watchDrift({
    findDue,
    look: (hostId) => lookAtHost(hostId, { afresh: false, why: "look" }),
    clock: systemClock,
    onError: (error, hostId) => console.error(`drift${hostId === null ? "" : ` of ${hostId}`}:`, error),
  });
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    process.once(signal, () => {
      Promise.all([runner.stop(), watch.stop()]).catch((error: unknown) => console.error(error));
    });
  }
}
