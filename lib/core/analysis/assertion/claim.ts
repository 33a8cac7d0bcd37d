import type { IntervalSet } from "@/lib/core/net/interval-set";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { Packet } from "@/lib/core/packet/packet";
import type { RuleRef } from "../verdict";

/** One kind of traffic, by protocol number; `ports` null: every one, or the protocol has none. */
export type ClaimService =
  | { readonly kind: "protocol"; readonly protocol: number; readonly ports: readonly PortRange[] | null }
  | { readonly kind: "ping" }
  | { readonly kind: "anything" };

/**
 * What is said of a ruleset. `in`: the peers reach the services of this host; `out`: this host reaches those of the
 * peers. `reaches` false: none of them does.
 */
export type Claim = {
  readonly direction: "in" | "out";
  readonly reaches: boolean;
  /** Of both families; null: everybody. */
  readonly peers: IntervalSet | null;
  readonly services: readonly ClaimService[];
  /** The host's own address in question; null: each that is asked about by itself. */
  readonly at: AddressRange | null;
  readonly over: string | null;
};

/**
 * What a connection needs: its first packet, the answer to it, and both ways afterwards. Who does not reach something is
 * held to the first packet alone.
 */
export const legNames = ["first", "answer", "later", "later-answer"] as const;
export type LegName = (typeof legNames)[number];

/** A packet that shows the answer, which was followed through the rules. */
export type Witness = {
  readonly leg: LegName;
  readonly packet: Packet;
  /** The rule that decides it; null: a chain policy, or it cannot be told. */
  readonly rule: RuleRef | null;
  /** Where it was decided, such as `filter` and `INPUT`; null where it cannot be told. */
  readonly place: { readonly table: string; readonly chain: string } | null;
  /** All peers for which it is so; null: all that the claim is about. */
  readonly peers: IntervalSet | null;
  /** All peers that the packet could have, of which those are some; null: every address. */
  readonly asked: IntervalSet | null;
};

/** Whether a claim is true of the rules of one family. */
export type ClaimAnswer =
  /** `assumes`: rates that were taken to be kept. */
  | { readonly outcome: "holds"; readonly assumes: readonly string[] }
  | { readonly outcome: "fails"; readonly witness: Witness }
  /** On conditions that neither the packet nor the rules say. */
  | { readonly outcome: "depends"; readonly conditions: readonly string[]; readonly witness: Witness }
  /** The family has no such peers, or no such address of the host. */
  | { readonly outcome: "not-asked" }
  | { readonly outcome: "too-complex" };

const gravity = ["not-asked", "holds", "depends", "too-complex", "fails"] as const;

/** The answer that counts for both families: the gravest. */
export function gravest(answers: readonly ClaimAnswer[]): ClaimAnswer {
  const rank = ({ outcome }: ClaimAnswer) => gravity.indexOf(outcome);
  return answers.reduce<ClaimAnswer>((worst, one) => (rank(one) > rank(worst) ? one : worst), {
    outcome: "not-asked",
  });
}
