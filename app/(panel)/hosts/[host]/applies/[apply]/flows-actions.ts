"use server";

import { revalidatePath } from "next/cache";
import { toOutcome } from "@/app/to-outcome";
import type { Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { cutFlows } from "@/lib/server/services/flows/cut-flows";
import type { CutView, FlowsView } from "@/lib/server/services/flows/flows-view";
import { lookAtFlows } from "@/lib/server/services/flows/look-at-flows";

export async function lookAtFlowsAction(applyId: string, _input: null): Promise<Outcome<FlowsView>> {
  const actor = await requireActor();
  return toOutcome(() => lookAtFlows({ actor }, { applyId }));
}

export async function cutFlowsAction(
  hostId: string,
  applyId: string,
  { keys }: { keys: string[] },
): Promise<Outcome<CutView>> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => cutFlows({ actor }, { applyId, keys }));
  revalidatePath(`/hosts/${hostId}/applies/${applyId}`);
  return outcome;
}
