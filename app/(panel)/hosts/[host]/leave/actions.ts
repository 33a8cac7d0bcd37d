"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { toOutcome } from "@/app/to-outcome";
import type { Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { startLeave } from "@/lib/server/services/leave/start-leave";

/** Starts to take everything of ours off the host, and goes to where it is watched. */
export async function startLeaveAction(hostId: string, input: { name: string }): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => startLeave({ actor }, { hostId, ...input }));
  if (!outcome.ok) return outcome;
  revalidatePath("/", "layout");
  redirect(`/hosts/${hostId}/applies/${outcome.value.applyId}`);
}
