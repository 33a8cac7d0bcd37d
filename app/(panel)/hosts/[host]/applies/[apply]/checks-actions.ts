"use server";

import { revalidatePath } from "next/cache";
import { toOutcome } from "@/app/to-outcome";
import type { Failure } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { runChecks } from "@/lib/server/services/checks/run-checks";

/** Runs the checks of a host, as evidence of the apply whose rules are in force. */
export async function runApplyChecksAction(hostId: string, applyId: string): Promise<Failure | null> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => runChecks({ actor }, { hostId }));
  if (!outcome.ok) return outcome.failure;
  revalidatePath(`/hosts/${hostId}/applies/${applyId}`);
  return null;
}
