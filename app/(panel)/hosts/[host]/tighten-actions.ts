"use server";

import { revalidatePath } from "next/cache";
import { toOutcome } from "@/app/to-outcome";
import type { Outcome } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import type { LookEnd } from "@/lib/server/services/drift/look-at-host";
import { lookNow } from "@/lib/server/services/drift/look-now";
import { allowDestination } from "@/lib/server/services/tighten/allow-destination";
import { takeSuggestion } from "@/lib/server/services/tighten/take-suggestion";

/** Puts one way out into the draft; says which rule it is. */
export async function allowDestinationAction(input: {
  hostId: string;
  address: string;
  protocol: "tcp" | "udp";
  port: number;
}): Promise<Outcome<{ rule: string }>> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => allowDestination({ actor }, input));
  revalidatePath(`/hosts/${input.hostId}`, "layout");
  return outcome;
}

/** Reads the host now, as the panel does every ten minutes; says how that ended. */
export async function lookForUseAction(hostId: string): Promise<Outcome<LookEnd>> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => lookNow({ actor }, { hostId }));
  revalidatePath("/", "layout");
  return outcome;
}

/** Puts what was suggested of a rule into the draft. */
export async function takeSuggestionAction(input: {
  hostId: string;
  rule: string;
  kind: "narrow" | "unused";
  networks: readonly string[];
  names: readonly string[];
}): Promise<Outcome<{ rule: string }>> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => takeSuggestion({ actor }, input));
  revalidatePath(`/hosts/${input.hostId}`, "layout");
  return outcome;
}
