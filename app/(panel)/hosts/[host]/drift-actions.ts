"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { toOutcome } from "@/app/to-outcome";
import type { Failure } from "@/lib/client/outcome";
import { requireActor } from "@/lib/server/auth/actor";
import type { Context } from "@/lib/server/services/context";
import { acceptDrift } from "@/lib/server/services/drift/accept-drift";
import { ignoreChain } from "@/lib/server/services/drift/ignore-chain";
import { lookNow } from "@/lib/server/services/drift/look-now";
import { takeOthers } from "@/lib/server/services/drift/take-others";

/** Runs a verb; the host's pages, and the list, are rendered anew. */
async function press(verb: (context: Context) => Promise<unknown>): Promise<Failure | null> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => verb({ actor }));
  revalidatePath("/", "layout");
  return outcome.ok ? null : outcome.failure;
}

export async function lookNowAction(hostId: string): Promise<Failure | null> {
  return press((context) => lookNow(context, { hostId }));
}

export async function takeOthersAction(hostId: string, shown: string): Promise<Failure | null> {
  return press((context) => takeOthers(context, { hostId, shown }));
}

export async function ignoreChainAction(
  hostId: string,
  ignore: boolean,
  _before: Failure | null,
  form: FormData,
): Promise<Failure | null> {
  return press((context) => ignoreChain(context, { hostId, chain: form.get("chain"), ignore }));
}

/** Makes what is live the draft, and opens its review. */
export async function acceptDriftAction(hostId: string): Promise<Failure | null> {
  const failure = await press((context) => acceptDrift(context, { hostId }));
  if (failure !== null) return failure;
  redirect(`/hosts/${hostId}/review`);
}
