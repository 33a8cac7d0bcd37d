"use server";

import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { toOutcome } from "@/app/to-outcome";
import type { Outcome } from "@/lib/client/outcome";
import type { ImportChoice } from "@/lib/core/adopt/plan";
import type { RoleName } from "@/lib/core/policy/schema";
import { requireActor } from "@/lib/server/auth/actor";
import { adoptRules } from "@/lib/server/services/adopt/adopt-rules";

/** Writes the chosen way as the draft, and goes where it is looked at: to its rules. */
export async function writeDraftAction(
  hostId: string,
  input: { choice: ImportChoice; hash: string; role: RoleName; keepForgotten: boolean },
): Promise<Outcome> {
  const actor = await requireActor();
  const outcome = await toOutcome(() => adoptRules({ actor }, { hostId, ...input }));
  if (!outcome.ok) return outcome;
  revalidatePath(`/hosts/${hostId}`, "layout");
  redirect(`/hosts/${hostId}/edit/${input.choice === "afresh" ? "sources" : "services"}`);
}
