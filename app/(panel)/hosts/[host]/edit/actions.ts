"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { toOutcome } from "@/app/to-outcome";
import type { Outcome } from "@/lib/client/outcome";
import type { NetworkObject, PolicyBody, RoleName, ServiceObject } from "@/lib/core/policy/schema";
import { requireActor } from "@/lib/server/auth/actor";
import type { AssertionsView } from "@/lib/server/services/assertion/assertion-view";
import { readAssertions } from "@/lib/server/services/assertion/read-assertions";
import type { DraftSaved, DraftView } from "@/lib/server/services/draft/draft-view";
import { readDraft } from "@/lib/server/services/draft/read-draft";
import { saveDraft } from "@/lib/server/services/draft/save-draft";
import { startDraft } from "@/lib/server/services/draft/start-draft";
import { saveNetwork } from "@/lib/server/services/object/save-network";
import { saveService } from "@/lib/server/services/object/save-service";

export async function startDraftAction(hostId: string, role: RoleName): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await startDraft({ actor }, { hostId, role });
    return null;
  });
  if (!outcome.ok) return outcome;
  revalidatePath(`/hosts/${hostId}`, "layout");
  redirect(`/hosts/${hostId}/edit/sources`);
}

export async function saveDraftAction(
  hostId: string,
  version: number,
  body: PolicyBody,
): Promise<Outcome<DraftSaved>> {
  const actor = await requireActor();
  return toOutcome(() => saveDraft({ actor }, { hostId, version, body }));
}

export async function loadDraftAction(hostId: string): Promise<Outcome<DraftView>> {
  const actor = await requireActor();
  return toOutcome(() => readDraft({ actor }, { hostId }));
}

/** Whether the assertions of a draft that is being typed are true; writes nothing. */
export async function checkAssertionsAction(
  hostId: string,
  body: PolicyBody,
): Promise<Outcome<AssertionsView>> {
  const actor = await requireActor();
  return toOutcome(() => readAssertions({ actor }, { hostId, body }));
}

export async function saveNetworkAction(object: NetworkObject): Promise<Outcome<NetworkObject>> {
  const actor = await requireActor();
  return toOutcome(async () => {
    await saveNetwork({ actor }, object);
    return object;
  });
}

export async function saveServiceAction(object: ServiceObject): Promise<Outcome<ServiceObject>> {
  const actor = await requireActor();
  return toOutcome(async () => {
    await saveService({ actor }, object);
    return object;
  });
}
