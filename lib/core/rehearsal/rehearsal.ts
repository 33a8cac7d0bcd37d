import type { BootLoad } from "@/lib/core/facts/host-facts";

/** Why the host could not rehearse, or that it did (`loaded`); `changed`: another confirm came in between. */
export const rehearsalWords = [
  "loaded",
  "not-stored",
  "old-script",
  "sets",
  "no-unshare",
  "changed",
] as const;
export type RehearsalWord = (typeof rehearsalWords)[number];

/** What a start loads in each family, by the boot script's own word; null: it does not deal with that family. */
export type BootLoaded = { readonly ipv4: BootLoad | null; readonly ipv6: BootLoad | null };

/** What a host told of its next start, tried in a network namespace that is thrown away. */
export type RehearsalAnswer = {
  readonly word: RehearsalWord;
  /** The apply whose rules are stored for the next start, or null: none. */
  readonly storedId: string | null;
  readonly unit: "enabled" | "disabled" | "none";
  /** Null where nothing was tried. */
  readonly loaded: BootLoaded | null;
  /** What went wrong, in the words of the host's programs; "" where nothing did. */
  readonly fault: string;
  /** What the namespace held afterwards, as the save programs print it. */
  readonly tables: { readonly ipv4: string | null; readonly ipv6: string | null };
};

/**
 * What a restart would make of the confirmed rules. `same`: they are in force again. `differs`: others would be.
 * `minimal`: of some family only SSH for administrators. `nothing`: some family would be without our rules.
 */
export const rehearsalOutcomes = ["same", "differs", "minimal", "nothing", "cannot-tell"] as const;
export type RehearsalOutcome = (typeof rehearsalOutcomes)[number];

/** Why an outcome is what it is, where the outcome alone does not say it. */
export const rehearsalReasons = [
  "no-unit",
  "unit-disabled",
  "not-stored",
  "old-script",
  "sets",
  "no-unshare",
  "changed",
  "not-compared",
  "not-reached",
] as const;
export type RehearsalReason = (typeof rehearsalReasons)[number];

/** A rehearsal judged. */
export type Rehearsed = { readonly outcome: RehearsalOutcome; readonly why: RehearsalReason | null };
