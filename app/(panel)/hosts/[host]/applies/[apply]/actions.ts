"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { toOutcome } from "@/app/to-outcome";
import type { Failure, Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { loadRevision } from "@/lib/server/services/draft/load-revision";
import { keep } from "@/lib/server/services/rollout/keep";
import { reInspect } from "@/lib/server/services/rollout/re-inspect";
import { rollBack } from "@/lib/server/services/rollout/roll-back";

type Verb = typeof keep;

/** Runs one of the three buttons; the page is rendered anew for browsers without scripts. */
async function press(verb: Verb, hostId: string, applyId: string): Promise<Failure | null> {
  const actor = await requireActor();
  const outcome: Outcome = await toOutcome(async () => {
    await verb({ actor }, { applyId });
    return null;
  });
  revalidatePath(`/hosts/${hostId}`, "layout");
  return outcome.ok ? null : outcome.failure;
}

export async function keepAction(hostId: string, applyId: string): Promise<Failure | null> {
  return press(keep, hostId, applyId);
}

export async function rollBackAction(hostId: string, applyId: string): Promise<Failure | null> {
  return press(rollBack, hostId, applyId);
}

export async function askAgainAction(hostId: string, applyId: string): Promise<Failure | null> {
  return press(reInspect, hostId, applyId);
}

/** Puts an earlier policy into the draft and opens its review. */
export async function revertAction(hostId: string, applyId: string): Promise<Failure | null> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => loadRevision({ actor }, { hostId, applyId }));
  if (!outcome.ok) return outcome.failure;
  revalidatePath(`/hosts/${hostId}`, "layout");
  redirect(`/hosts/${hostId}/review`);
}
