import type { BootLoaded, RehearsalOutcome, RehearsalReason } from "@/lib/core/rehearsal/rehearsal";

/** The newest rehearsal of a host's start. */
export type RehearsalView = {
  readonly id: string;
  /** ISO time. */
  readonly at: string;
  /** Who asked; null: it followed a confirm. */
  readonly createdBy: string | null;
  /** The number of the apply that was confirmed then. */
  readonly number: number;
  /** Other rules were confirmed since: it says nothing of those. */
  readonly stale: boolean;
  readonly outcome: RehearsalOutcome;
  readonly why: RehearsalReason | null;
  readonly loaded: BootLoaded | null;
  /** What went wrong, in the words of the host's programs; "" where nothing did. */
  readonly fault: string;
  /** Why the host could not be asked; null where it was. */
  readonly failure: {
    readonly code: string;
    readonly text: string;
    readonly params: Readonly<Record<string, string | number>>;
  } | null;
  /** Other firewall managers that run at a start and may flush our rules after they were loaded. */
  readonly flushers: readonly string[];
};
