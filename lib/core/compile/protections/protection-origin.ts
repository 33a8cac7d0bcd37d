import type { Origin, Protection } from "@/lib/core/ruleset/ruleset";

/** The origin of a protection's rule; `note` is one sentence for the reader of the exported script. */
export function protectionOrigin(protection: Protection, note: string): Origin {
  return { section: "protection", ruleId: null, note, protection };
}
