import { ownedText } from "@/lib/core/analysis/owned-text";
import type { Phase, RollbackReason } from "@/lib/core/rollout/phase";

/**
 * What a drill has shown. `proven`: the panel was shut out, the host brought the old rules back by itself, and the panel
 * got in again. `not-blocked`: the host did its part, but a new connection got in meanwhile, so nobody was ever shut
 * out. `not-read`: the old rules are back by the host's word, but could not be read. `rules-differ`: what is there
 * afterwards is not what was there before. `not-proven`: it ended in another way, or too early.
 */
export const drillOutcomes = [
  "running",
  "proven",
  "not-blocked",
  "not-read",
  "rules-differ",
  "not-proven",
] as const;
export type DrillOutcome = (typeof drillOutcomes)[number];

/** Live text of both families; null where the host has none. */
type LiveText = { readonly ipv4: string | null; readonly ipv6: string | null };

/**
 * What a new connection of the panel met: it `got-in`; `silence` to its opening packets, as a drop looks; or it `failed`
 * in another way, which says nothing about the block.
 */
export type DrillProbe = "got-in" | "silence" | "failed";

/** All that decides. `probes`: what each new connection during the block met, in order. */
export type DrillRecord = {
  readonly phase: Phase;
  readonly reason: RollbackReason | null;
  readonly probes: readonly DrillProbe[];
  readonly before: LiveText | null;
  readonly after: LiveText | null;
};

/** What leads to our chains from others; without it they hold nothing. */
const jumps = (text: string) => text.match(/^-A (?!SEKISHO-).* -j SEKISHO-.*$/gm)?.join("\n") ?? "";

const owned = ({ ipv4, ipv6 }: LiveText) =>
  [ipv4 ?? "", ipv6 ?? ""].map((text) => `${ownedText(text)}\n${jumps(text)}`).join("\n");

/** Judges a drill that is over. Reading `after` took a new connection, so that is also the proof of getting in again. */
export function judgeDrill({ phase, reason, probes, before, after }: DrillRecord): DrillOutcome {
  if (phase !== "rolled_back" || reason !== "expired") return "not-proven";
  if (probes.includes("got-in")) return "not-blocked";
  if (probes.length === 0 || probes.includes("failed")) return "not-proven";
  if (before === null || after === null) return "not-read";
  return owned(before) === owned(after) ? "proven" : "rules-differ";
}
