import * as z from "zod";
import { type PolicyBody, policyBodySchema } from "@/lib/core/policy/schema";

/** Edits that the panel has not confirmed yet, with the version that they began from. */
export type KeptEdits = { readonly version: number; readonly body: PolicyBody };

const keptSchema = z.object({ version: z.int(), body: policyBodySchema });
const keyOf = (hostId: string) => `sekisho-draft:${hostId}`;

/** Keeps unsaved edits in this browser; where it has no room or no leave, the page itself still holds them. */
export function keepEdits(hostId: string, edits: KeptEdits): void {
  try {
    localStorage.setItem(keyOf(hostId), JSON.stringify(edits));
  } catch {
    // Private windows and full disks refuse; saving to the panel goes on.
  }
}

/** Forgets them, once the panel holds them. */
export function forgetEdits(hostId: string): void {
  try {
    localStorage.removeItem(keyOf(hostId));
  } catch {
    // See above.
  }
}

/** Edits that an earlier page left behind, or null; what cannot be read as a draft is thrown away. */
export function keptEdits(hostId: string): KeptEdits | null {
  try {
    const text = localStorage.getItem(keyOf(hostId));
    if (text === null) return null;
    const parsed = keptSchema.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
  } catch {
    // Not JSON, or no leave to read.
  }
  forgetEdits(hostId);
  return null;
}
