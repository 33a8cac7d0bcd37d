import type { ChangedChain } from "@/lib/core/drift/changed-chains";
import type { Clue } from "@/lib/core/drift/clues";
import type { Compared, DriftState } from "@/lib/core/drift/finding";

/** Why a host could not be read; `since`: the first of the looks that failed. Times are ISO texts, as all here. */
export type DriftFault = {
  readonly code: string;
  readonly text: string;
  readonly params: Readonly<Record<string, string | number>>;
  readonly since: string;
};

/** What the list of hosts says of a host's live rules. */
export type DriftShort = {
  /** As of the last look that could read the host. */
  readonly state: DriftState;
  readonly since: string;
  /** Set: the host could not be read at the last look, so how its rules stand now is unknown. */
  readonly unreadableSince: string | null;
};

/** How a host's live rules stand beside those that were confirmed. */
export type DriftView = Omit<DriftShort, "unreadableSince"> & {
  readonly hostId: string;
  /** The confirmed apply that they are compared with. */
  readonly apply: { readonly id: string; readonly number: number };
  /** When the host was read last, and when that was tried last. */
  readonly readAt: string;
  readonly lookedAt: string;
  readonly fault: DriftFault | null;
  readonly own: Compared;
  readonly others: Compared;
  /** Our chains mean the same and read otherwise. */
  readonly rewritten: boolean;
  /** Rules of ours that log or remember and are gone, as iptables prints them: no packet's fate tells it. */
  readonly lost: readonly string[];
  readonly clues: readonly Clue[];
  /** Others' chains that changed and are not ignored. */
  readonly changed: readonly ChangedChain[];
  /** Of `changed`: taking them is bound to what was shown. */
  readonly changedHash: string;
  /** Names of others' chains that are not looked at; `there`: the host has one of that name. */
  readonly ignored: readonly { readonly name: string; readonly there: boolean }[];
  /** The draft says something else than what was confirmed: putting that back, or accepting, replaces it. */
  readonly draftChanged: boolean;
};

/** Which of the two comparisons is meant: our own chains, or the rules of others. */
export const driftParts = ["own", "others"] as const;
export type DriftPart = (typeof driftParts)[number];
