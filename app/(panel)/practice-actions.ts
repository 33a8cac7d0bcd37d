"use server";

import { revalidatePath } from "next/cache";
import { toOutcome } from "@/app/to-outcome";
import type { Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { createPractice } from "@/lib/server/services/practice/create-practice";
import type { ProbeView } from "@/lib/server/services/practice/practice-view";
import { probePractice } from "@/lib/server/services/practice/probe-practice";
import { restartPractice } from "@/lib/server/services/practice/restart-practice";

export async function createPracticeAction(_input: null): Promise<Outcome<{ hostId: string }>> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => createPractice({ actor }));
  revalidatePath("/", "layout");
  return outcome;
}

export async function restartPracticeAction(input: { hostId: string }): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await restartPractice({ actor }, input);
    return null;
  });
  revalidatePath(`/hosts/${input.hostId}`);
  return outcome;
}

export async function probePracticeAction(input: unknown): Promise<Outcome<ProbeView>> {
  const actor = await requireActor();
  return toOutcome(() => probePractice({ actor }, input));
}
