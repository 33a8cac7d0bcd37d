import type { ChangeKind, FurtherCondition } from "@/lib/core/analysis/diff/change-row";
import type { Doubt } from "@/lib/core/analysis/doubt";
import type { Fate, RuleRef } from "@/lib/core/analysis/verdict";
import type { ProtectionLimit } from "@/lib/core/compile/protections/read-limit";
import type { Family } from "@/lib/core/net/family";
import type { PortRange } from "@/lib/core/net/port-range";
import type { Packet, PacketState } from "@/lib/core/packet/packet";
import type { Problem } from "@/lib/core/problem/problem";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule } from "@/lib/core/ruleset/ruleset";

/** Names for addresses and services, in the order in which they are preferred. */
export type MeaningNames = {
  readonly networks: readonly { readonly name: string; readonly entries: readonly string[] }[];
  readonly services: readonly {
    readonly name: string;
    readonly parts: readonly {
      readonly protocol: "tcp" | "udp" | "ping";
      readonly ports?: readonly string[];
    }[];
  }[];
  /** The address from which the host sees the panel. */
  readonly panel: string | null;
};

/** A network by its name, the panel, or addresses as people write them. */
export type AddressTerm =
  | { readonly kind: "network"; readonly name: string }
  | { readonly kind: "panel"; readonly address: string }
  | { readonly kind: "addresses"; readonly text: string };

/** A service by its name, ports of a protocol, whole protocols, or ICMP messages. */
export type ServiceTerm =
  | { readonly kind: "service"; readonly name: string }
  | { readonly kind: "ping" }
  /** The requests of ICMP besides ping. */
  | { readonly kind: "icmp-requests" }
  | { readonly kind: "protocol"; readonly name: string }
  | { readonly kind: "protocols"; readonly first: number; readonly last: number }
  | { readonly kind: "ports"; readonly protocol: string; readonly ports: PortRange }
  | { readonly kind: "icmp"; readonly protocol: string; readonly text: string };

/** These, or everything `except` these; everything is `except` nothing. */
export type Told<T> = { readonly except: boolean; readonly terms: readonly T[] };

/** A field that is not free, told by its numbers. */
export type FurtherTold = FurtherCondition;

/** A rule by its table and place. */
export type RuleTold = { readonly table: string; readonly ref: RuleRef; readonly rule: Rule };

/** What decides where no rule does: a chain policy, nobody (no such table or chain), or routing. */
export type EndTold =
  | {
      readonly kind: "chain-policy";
      readonly table: string;
      readonly chain: string;
      readonly verdict: "accept" | "drop";
    }
  | { readonly kind: "nobody" }
  | { readonly kind: "routing" };

/** Something that the change hangs on: the condition of a rule, or a plain sentence. */
export type ConditionTold = {
  readonly text: string;
  readonly match: Match | null;
  readonly rule: RuleTold | null;
  /** Where it is no condition of a rule: the sentence by its code. */
  readonly doubt: Doubt | null;
};

/**
 * What becomes of packets in a new way. `limited`: they are still accepted, but only up to a rate; `unlimited` the
 * other way round.
 */
export type MeaningKind = ChangeKind | "limited" | "unlimited";

/** The rates up to which packets are accepted on each side. */
export type RatesTold = {
  readonly before: readonly ConditionTold[];
  readonly after: readonly ConditionTold[];
  /** Both sides count the same in the same way, each by a counter of its own, which begins at nothing. */
  readonly alike: boolean;
};

/** Packets whose verdict changes, in names, for both families where both say the same. */
export type MeaningRow = {
  readonly kind: MeaningKind;
  /** First packets of connections, as programs send them; false: any others. */
  readonly first: boolean;
  readonly families: readonly Family[];
  /** To the host, from it, or through it. */
  readonly way: "in" | "out" | "through";
  readonly states: readonly PacketState[];
  readonly services: Told<ServiceTerm>;
  readonly sources: Told<AddressTerm>;
  readonly destinations: Told<AddressTerm>;
  /** Null: what comes in by, or leaves by, any interface but the host's own `lo`. */
  readonly in: Told<string> | null;
  readonly out: Told<string> | null;
  readonly also: readonly FurtherTold[];
  readonly conditions: readonly ConditionTold[];
  /** Of `rate-changed` alone, and only where the packets hang on nothing but rates. */
  readonly rates: RatesTold | null;
  /** The host passes nothing on at present, so that such packets meet neither side's rules. */
  readonly idle: boolean;
  readonly before: Fate;
  readonly after: Fate;
  readonly sample: Packet;
  /** The rule that decides the sample on each side; null: none does, and `ends` says what. */
  readonly rules: { readonly before: RuleTold | null; readonly after: RuleTold | null };
  /** Null: a rule decides, or it is not known. */
  readonly ends: { readonly before: EndTold | null; readonly after: EndTold | null };
};

/** How one family was answered. `absent`: the host does not have it. */
export type FamilyOutcome = "equal" | "different" | "too-complex" | "unreadable" | "absent";

/** What changes for packets. */
export type Meaning = {
  readonly outcomes: Readonly<Record<Family, FamilyOutcome>>;
  /** What is not understood in a family that is unreadable, where there is a text at all. */
  readonly faults: Readonly<Partial<Record<Family, Problem>>>;
  /** First packets of connections, as programs send them. */
  readonly rows: readonly MeaningRow[];
  /** All other packets: within connections, unusual ones, those by `lo`, and what the host does not pass on at present. */
  readonly others: readonly MeaningRow[];
  /** Rows that were left out, since there are too many to read. */
  readonly more: number;
};

/**
 * A protection that counts: what it holds a source to on each side (null: it is not there), and the packets that are
 * refused beyond it and were not, or were and no longer are.
 */
export type ProtectionTold = Pick<Meaning, "rows" | "others" | "more"> & {
  readonly families: readonly Family[];
  readonly before: ProtectionLimit | null;
  readonly after: ProtectionLimit | null;
  /** The same limit for the same packets on both sides. */
  readonly standing: boolean;
  /** It holds some of those that are newly let in and begin a connection. */
  readonly holdsOpened: boolean;
};

/** What changes while nobody is beyond what protections count, and each of these protections by itself. */
export type WholeMeaning = Meaning & { readonly protections: readonly ProtectionTold[] };
