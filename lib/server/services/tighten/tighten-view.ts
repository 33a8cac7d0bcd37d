import type { TightenRow } from "@/lib/core/tighten/tighten";

/** What the samples rest on; times are ISO. */
export type BasisView = {
  readonly looks: number;
  readonly days: number;
  readonly from: string;
  readonly to: string;
  readonly partial: boolean;
};

/**
 * What there is to tell by. `no-rules`: nothing was confirmed; `no-look`: nobody read the host since; `no-lists`: it was
 * read, and lists no open connections.
 */
export type TightenStanding = "no-rules" | "no-look" | "no-lists" | "looked";

/** What the looks at a host tell of the rules that were confirmed on it. */
export type TightenView = {
  readonly standing: TightenStanding;
  /** Null: no look saw open connections yet. */
  readonly basis: BasisView | null;
  /** Since when and until when the counters of these rules are known, ISO; null: they are not. */
  readonly counters: { readonly from: string; readonly to: string } | null;
  /** Rules that were looked at; the rest are left out whatever came. */
  readonly lookedAt: number;
  readonly rows: readonly TightenRow[];
};
