"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { toOutcome } from "@/app/to-outcome";
import type { OwnCheckInput } from "@/components/checks/own-checks";
import type { Failure, Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { addOwnCheck } from "@/lib/server/services/checks/add-own-check";
import { removeOwnCheck } from "@/lib/server/services/checks/remove-own-check";
import { runChecks } from "@/lib/server/services/checks/run-checks";

/** Runs the checks of a host, and shows the run. */
export async function runChecksAction(hostId: string): Promise<Failure | null> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => runChecks({ actor }, { hostId }));
  if (!outcome.ok) return outcome.failure;
  revalidatePath(`/hosts/${hostId}/checks`);
  redirect(`/hosts/${hostId}/checks`);
}

export async function addOwnCheckAction(input: OwnCheckInput): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await addOwnCheck({ actor }, input);
    return null;
  });
  revalidatePath(`/hosts/${input.hostId}/checks`);
  return outcome;
}

export async function removeOwnCheckAction(input: { hostId: string; checkId: string }): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await removeOwnCheck({ actor }, input);
    return null;
  });
  revalidatePath(`/hosts/${input.hostId}/checks`);
  return outcome;
}
