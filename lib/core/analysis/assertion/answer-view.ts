import type { Family } from "@/lib/core/net/family";
import { formatRange } from "@/lib/core/net/format-range";
import { formatPacket } from "@/lib/core/packet/format-packet";
import type { RuleRef } from "../verdict";
import type { ClaimAnswer, LegName, Witness } from "./claim";

/** A witness as plain data: texts in place of packets and addresses. */
export type WitnessView = {
  readonly leg: LegName;
  /** In the form that `sekisho explain --packet` reads. */
  readonly packet: string;
  readonly rule: RuleRef | null;
  readonly place: { readonly table: string; readonly chain: string } | null;
  /** Peers for which it is so, as prefixes and ranges; null: all that were asked about. `more`: how many are left out. */
  readonly peers: readonly string[] | null;
  readonly more: number;
};

/** An answer as plain data; `assumes` and `conditions` are empty where there are none. */
export type AnswerView = {
  readonly family: Family;
  readonly outcome: ClaimAnswer["outcome"];
  readonly conditions: readonly string[];
  readonly assumes: readonly string[];
  readonly witness: WitnessView | null;
};

/** More than anybody reads. */
const mostPeers = 40;

function witnessView({ packet, peers, asked: _, ...rest }: Witness): WitnessView {
  return {
    ...rest,
    packet: formatPacket(packet),
    peers: peers?.slice(0, mostPeers).map(formatRange) ?? null,
    more: Math.max(0, (peers?.length ?? 0) - mostPeers),
  };
}

export function answerView(answer: ClaimAnswer, family: Family): AnswerView {
  return {
    family,
    outcome: answer.outcome,
    conditions: answer.outcome === "depends" ? answer.conditions : [],
    assumes: answer.outcome === "holds" ? answer.assumes : [],
    witness: "witness" in answer ? witnessView(answer.witness) : null,
  };
}
