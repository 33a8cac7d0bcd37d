import { type DriftState, driftStates } from "@/lib/core/drift/finding";
import type { DriftShort } from "./drift-view";

/** A stored state; throws on a word that is none, since nothing but a look writes it. */
export function toDriftState(stored: string): DriftState {
  const state = driftStates.find((one) => one === stored);
  if (state === undefined) throw new Error(`no state of drift: ${stored}`);
  return state;
}

/** The columns of a look that the list needs. */
export type StoredDrift = {
  readonly applyId: string;
  readonly state: string;
  readonly since: Date;
  readonly faultSince: Date | null;
};

/** What the list says of a host; null where nothing was looked at beside this apply. */
export function toDriftShort(row: StoredDrift | null, confirmedId: string | null): DriftShort | null {
  if (row === null || row.applyId !== confirmedId) return null;
  return {
    state: toDriftState(row.state),
    since: row.since.toISOString(),
    unreadableSince: row.faultSince?.toISOString() ?? null,
  };
}
