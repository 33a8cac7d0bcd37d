import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { Packet, PacketChain, PacketState } from "@/lib/core/packet/packet";
import type { PathVerdict } from "../path/path-verdict";
import type { Fate, RuleRef } from "../verdict";

/** What a packet is for: null stands for every protocol, every port, every ICMP message (`type * 256 + code`). */
export type ServiceSpan = {
  readonly protocols: PortRange | null;
  readonly ports: readonly PortRange[] | null;
  readonly icmp: readonly PortRange[] | null;
};

/**
 * What becomes of packets in a new way. `rate-changed`: accepted on both sides while they keep to the rates of that side,
 * and beyond these now on the one side alone, now on the other. `not-known`: on one side the text does not say it.
 */
export type ChangeKind = "opened" | "closed" | "rate-changed" | "answered-differently" | "not-known";

/** Exactly the packets that one row is about; null stands for every value. */
export type PacketGroup = {
  readonly family: Family;
  readonly hook: PacketChain;
  readonly states: readonly PacketState[];
  readonly services: readonly ServiceSpan[] | null;
  readonly sources: readonly AddressRange[] | null;
  readonly destinations: readonly AddressRange[] | null;
  /** Names that rules ask for, a pattern (`veth+`) for the others that begin so, `*` for all that no rule names. */
  readonly in: readonly string[] | null;
  readonly out: readonly string[] | null;
  /** Further conditions that the packets meet, such as `source port 1024-65535`. */
  readonly also: readonly FurtherCondition[];
  /** Conditions that neither packets nor rules decide, and on which the change hangs. */
  readonly dependsOn: readonly string[];
};

/** One more field that is not free, by the ranges of its number; of a mark maybe those bits alone that a mask has. */
export type FurtherCondition = {
  readonly field:
    | "source-port"
    | "original-port"
    | "flags"
    | "hop-limit"
    | "user"
    | "group"
    | "direction"
    | "mark"
    | "connection-mark"
    | "icmp"
    | "destination-port";
  readonly ranges: readonly { readonly first: number; readonly last: number; readonly mask?: number }[];
};

/** Packets whose verdict changes, and one of them, which was followed through both rulesets. */
export type ChangeRow = PacketGroup & {
  /**
   * True: the first packet of a connection as programs send it (of TCP a lone SYN, from a port that clients are given);
   * then `also` says nothing of flags and source ports. False: any other packet.
   */
  readonly ordinary: boolean;
  readonly kind: ChangeKind;
  /** Of `rate-changed`: what becomes of packets that keep to the rates. */
  readonly before: Fate;
  readonly after: Fate;
  /** While every rate is kept, nothing changes for these packets. */
  readonly onlyBeyondRates: boolean;
  readonly sample: Packet;
  /** The way of the sample on each side, without its trace. */
  readonly paths: { readonly before: PathVerdict; readonly after: PathVerdict };
  /** The rules that decide the sample on each side; null: a chain policy. Beyond a rate: the rule that holds the rate. */
  readonly rules: { readonly before: RuleRef | null; readonly after: RuleRef | null };
};

/** What changes between two rulesets, in meaning. `more`: rows that were left out, since there are too many to read. */
export type MeaningDiff =
  | { readonly outcome: "equal" }
  | { readonly outcome: "different"; readonly rows: readonly ChangeRow[]; readonly more: number }
  | { readonly outcome: "too-complex" };
