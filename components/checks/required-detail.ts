import type { ProofWord, RequiredProbe, RequiredProof } from "@/lib/core/checks/required";
import type { ApplyEventView } from "@/lib/server/services/apply/apply-view";

/** What an event of the proof holds of the checks that were required. */
export type RequiredDetail = {
  readonly verdict: "passed" | "refuted" | "unproven";
  readonly counts: Readonly<Record<ProofWord, number>> | null;
  readonly failed: readonly RequiredProbe[];
  readonly unproven: readonly RequiredProbe[];
  /** Null: an older proof, which has a check as one that held where it held in one family. */
  readonly undecided: RequiredProof["undecided"] | null;
  readonly late: boolean;
  /** Why they could not be made: a code and its English text. */
  readonly fault: { readonly code: string; readonly text: string } | null;
};

/** Reads it out of an event's detail; null: none were required, or it is no proof. */
export function requiredOf({ kind, detail }: ApplyEventView): RequiredDetail | null {
  const held = detail?.checks as Partial<RequiredDetail> | null | undefined;
  if (kind !== "probed" || held?.verdict === undefined) return null;
  return {
    verdict: held.verdict,
    counts: held.counts ?? null,
    failed: held.failed ?? [],
    unproven: held.unproven ?? [],
    undecided: held.undecided ?? null,
    late: held.late === true,
    fault: held.fault ?? null,
  };
}
