"use server";

import { toOutcome } from "@/app/to-outcome";
import type { OwnerInput } from "@/components/account/setup-form";
import type { Outcome } from "@/lib/client/outcome";
import { createOwner } from "@/lib/server/services/setup/create-owner";

/** Uses up the link, creates the owner, and lets them in. */
export async function createOwnerAction(input: OwnerInput): Promise<Outcome> {
  return toOutcome(async () => {
    await createOwner(input);
    return null;
  });
}
