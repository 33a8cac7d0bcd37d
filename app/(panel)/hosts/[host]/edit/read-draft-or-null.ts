import "server-only";
import { requireActor } from "@/lib/server/auth/actor";
import type { DraftView } from "@/lib/server/services/draft/draft-view";
import { readDraft } from "@/lib/server/services/draft/read-draft";
import { isServiceError } from "@/lib/server/services/service-error";

/** A host's draft, or null where it has none yet. */
export async function readDraftOrNull(hostId: string): Promise<DraftView | null> {
  const actor = await requireActor();
  try {
    return await readDraft({ actor }, { hostId });
  } catch (error) {
    if (isServiceError(error) && error.code === "no-draft") return null;
    throw error;
  }
}
