import type { PolicyBody } from "@/lib/core/policy/schema";

/** A draft as the panel held it at some version. */
export type KnownDraft = { readonly version: number; readonly body: PolicyBody; readonly updatedAt: string };

/** What this page last saw of each host's draft. The browser's "Back" shows a page as it was read before the newest saves. */
const known = new Map<string, KnownDraft>();

/** Remembers what the panel holds now. */
export function rememberDraft(hostId: string, draft: KnownDraft): void {
  known.set(hostId, draft);
}

/** The newer of what a page was rendered with and what was saved since. */
export function newestDraft(hostId: string, rendered: KnownDraft): KnownDraft {
  const saved = known.get(hostId);
  return saved !== undefined && saved.version > rendered.version ? saved : rendered;
}
