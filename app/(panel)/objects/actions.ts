"use server";

import { revalidatePath } from "next/cache";
import { toOutcome } from "@/app/to-outcome";
import type { DeleteObjectInput } from "@/components/object/delete-object";
import type { NetworkInput } from "@/components/object/network-form";
import type { ServiceInput } from "@/components/object/service-form";
import type { Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { deleteObject } from "@/lib/server/services/object/delete-object";
import { saveNetwork } from "@/lib/server/services/object/save-network";
import { saveService } from "@/lib/server/services/object/save-service";

export async function saveNetworkAction(input: NetworkInput): Promise<Outcome<{ id: string }>> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => saveNetwork({ actor }, input));
  if (outcome.ok) revalidatePath("/objects/networks");
  return outcome;
}

export async function saveServiceAction(input: ServiceInput): Promise<Outcome<{ id: string }>> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => saveService({ actor }, input));
  if (outcome.ok) revalidatePath("/objects/services");
  return outcome;
}

export async function deleteObjectAction(input: DeleteObjectInput): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await deleteObject({ actor }, input);
    return null;
  });
  if (outcome.ok) revalidatePath(`/objects/${input.kind}s`);
  return outcome;
}
