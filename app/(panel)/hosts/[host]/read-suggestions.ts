import "server-only";
import { requireActor } from "@/lib/server/auth/actor";
import type { Suggestion } from "@/lib/server/services/draft/draft-view";
import { readDraft } from "@/lib/server/services/draft/read-draft";
import type { HostDetail } from "@/lib/server/services/host/host-view";

/** What the host suggests for its draft; nothing where there is no draft. */
export async function readSuggestions(host: HostDetail): Promise<readonly Suggestion[]> {
  if (!host.hasDraft || !host.facts || host.archivedAt) return [];
  const actor = await requireActor();
  return (await readDraft({ actor }, { hostId: host.id })).suggestions;
}
