import * as z from "zod";
import { type PolicyBody, policyBodySchema } from "@/lib/core/policy/schema";

/** A draft as the panel held it at some version. */
export type KnownDraft = { readonly version: number; readonly body: PolicyBody; readonly updatedAt: string };

const savedSchema = z.object({ version: z.int(), body: policyBodySchema, updatedAt: z.string() });
const keyOf = (hostId: string) => `sekisho-saved:${hostId}`;

/** What this page last saw of each host's draft. The browser's "Back" shows a page as it was read before the newest saves. */
const known = new Map<string, KnownDraft>();

/** Remembers what the panel holds now, beyond a reload as well. */
export function rememberDraft(hostId: string, { version, body, updatedAt }: KnownDraft): void {
  known.set(hostId, { version, body, updatedAt });
  try {
    sessionStorage.setItem(keyOf(hostId), JSON.stringify({ version, body, updatedAt }));
  } catch {
    // Private windows and full disks refuse; only a reload amid a save goes without it.
  }
}

/** The newer of what a page was rendered with and what was saved since. */
export function newestDraft(hostId: string, rendered: KnownDraft): KnownDraft {
  const saved = known.get(hostId);
  return saved !== undefined && saved.version > rendered.version ? saved : rendered;
}

/** What the page before this one saved after this one had been rendered, or null. For the browser, once it runs. */
export function savedSince(hostId: string, version: number): KnownDraft | null {
  try {
    const text = sessionStorage.getItem(keyOf(hostId));
    const parsed = savedSchema.safeParse(JSON.parse(text ?? "null"));
    return parsed.success && parsed.data.version > version ? parsed.data : null;
  } catch {
    return null;
  }
}
