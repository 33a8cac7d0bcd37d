"use server";

import { revalidatePath } from "next/cache";
import { toOutcome } from "@/app/to-outcome";
import type { OwnCheckInput } from "@/components/checks/own-checks";
import type { Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { addOwnCheck } from "@/lib/server/services/checks/add-own-check";
import { removeOwnCheck } from "@/lib/server/services/checks/remove-own-check";

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
