import type { Packet } from "@/lib/core/packet/packet";
import type { Dependency, RuleRef, Verdict } from "../verdict";

/** A built-in chain of one table, as the packet meets it. */
export type TableStage = {
  readonly kind: "table";
  readonly table: string;
  readonly chain: string;
  /** The packet as it enters. */
  readonly packet: Packet;
  /** What this chain alone does with it. */
  readonly verdict: Verdict;
  /** What is new in the packet as it leaves, in the words of its text (`dst=172.17.0.2 dport=80`, `mark=?`). */
  readonly rewritten: string | null;
};

/** The routing decision. `nowhere`: the host sends it no further. `out` is the interface that it leaves by. */
export type RouteStage = {
  readonly kind: "route";
  readonly to: "host" | "forward" | "out" | "nowhere" | "not-known";
  readonly out: string | null;
  readonly because: string;
};

export type Stage = TableStage | RouteStage;

/**
 * The answer for the whole way. `rule` decided: for `accept` that of the filter table; null: a chain policy did, or the
 * routing decision. `trace` is that of all stages, one after the other.
 */
export type PathVerdict = Verdict & {
  /** The ordinary way; where it parts, the other ways are in `possible` and `dependsOn` alone. */
  readonly stages: readonly Stage[];
  /** The stage at which the answer fell; -1 where it cannot be told. */
  readonly decidedAt: number;
  /**
   * The packet as it leaves or is handed to a program; null where it is not let through, or that cannot be told. Where
   * another connection already uses the port that it would have, the kernel gives it a free one.
   */
  readonly leaves: Packet | null;
  /** Rules that give the packet another destination, on any of the ways; null: an earlier one that is not known. */
  readonly movedBy: readonly (RuleRef | null)[];
  /** What is not known of `leaves`, such as the address that MASQUERADE takes. The verdict does not hang on it. */
  readonly notKnown: readonly Dependency[];
};
