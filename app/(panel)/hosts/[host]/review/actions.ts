"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { toOutcome } from "@/app/to-outcome";
import type { ApplyInput } from "@/components/rollout/apply-form";
import type { Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { startRollout } from "@/lib/server/services/rollout/start-rollout";

/** Starts the apply of what was shown, and goes to its page. */
export async function startRolloutAction(hostId: string, input: ApplyInput): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => startRollout({ actor }, { hostId, ...input }));
  if (!outcome.ok) return outcome;
  revalidatePath("/", "layout");
  redirect(`/hosts/${hostId}/applies/${outcome.value.applyId}`);
}
