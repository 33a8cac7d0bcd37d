"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { toOutcome } from "@/app/to-outcome";
import type { Failure, Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import { letGuestIn } from "@/lib/server/services/draft/let-guest-in";
import { startDrill } from "@/lib/server/services/drill/start-drill";
import { acceptManagers } from "@/lib/server/services/host/accept-managers";
import { archiveHost } from "@/lib/server/services/host/archive-host";
import { compareHostKey } from "@/lib/server/services/host/compare-host-key";
import type { HostKeyComparison } from "@/lib/server/services/host/host-view";
import { pinHostKey } from "@/lib/server/services/host/pin-host-key";
import { renameHost } from "@/lib/server/services/host/rename-host";
import { rehearseStart } from "@/lib/server/services/rehearsal/rehearse-start";

export async function acceptManagersAction(input: { hostId: string; managers: string[] }): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await acceptManagers({ actor }, input);
    return null;
  });
  // The review asks the same question.
  revalidatePath(`/hosts/${input.hostId}`, "layout");
  return outcome;
}

export async function renameHostAction(input: { hostId: string; name: string }): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await renameHost({ actor }, input);
    return null;
  });
  revalidatePath("/", "layout");
  return outcome;
}

export async function archiveHostAction(input: { hostId: string }): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await archiveHost({ actor }, input);
    return null;
  });
  revalidatePath("/", "layout");
  return outcome;
}

export async function compareHostKeyAction(input: { hostId: string }): Promise<Outcome<HostKeyComparison>> {
  const actor = await requireActor();
  return toOutcome(() => compareHostKey({ actor }, input));
}

export async function pinHostKeyAction(input: { hostId: string; fingerprint: string }): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await pinHostKey({ actor }, input);
    return null;
  });
  revalidatePath(`/hosts/${input.hostId}`);
  return outcome;
}

/** Starts a drill and leads to where it is watched. */
export async function startDrillAction(hostId: string): Promise<Failure | null> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => startDrill({ actor }, { hostId }));
  if (!outcome.ok) return outcome.failure;
  revalidatePath(`/hosts/${hostId}`, "layout");
  redirect(`/hosts/${hostId}/applies/${outcome.value.applyId}`);
}

/** Tries what the host's next start would load. */
export async function rehearseStartAction(hostId: string): Promise<Failure | null> {
  const actor = await requireActor();
  const outcome = await toOutcome(async () => {
    await rehearseStart({ actor }, { hostId });
    return null;
  });
  revalidatePath(`/hosts/${hostId}`, "layout");
  return outcome.ok ? null : outcome.failure;
}

/** Puts access that ends by itself into the draft. */
export async function letGuestInAction(
  input: { hostId: string; service: string; hours: number } & ({ address: string } | { network: string }),
): Promise<Outcome<{ until: string }>> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => letGuestIn({ actor }, input));
  revalidatePath(`/hosts/${input.hostId}`, "layout");
  return outcome;
}
