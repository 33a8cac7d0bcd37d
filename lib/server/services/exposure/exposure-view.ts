import type { Standing } from "@/lib/core/exposure/exposure-rows";
import type { WayIn } from "@/lib/core/exposure/way";
import type { AddressTerm, EndTold } from "@/lib/core/meaning/meaning";
import type { Family } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import type { ConditionView, DecidingRule, NameLines, SampleView, ToldView } from "../meaning/meaning-view";

/** Why nothing can be said of a row in one family. */
export type NotSaid = "too-complex" | "unreadable" | "no-tools" | "other-backend";

/** Those who get in by one way. */
export type EntryView = {
  /** The same for what is the same way in of both families: a line of the policy, whatever the places of its rules. */
  readonly key: string;
  readonly way: WayIn;
  /** Null: everybody. */
  readonly peers: ToldView<AddressTerm> | null;
  readonly rule: DecidingRule;
  /** What lets them in where no rule does. */
  readonly end: EndTold | null;
  /** The one interface that the rule asks for. */
  readonly over: string | null;
  /** Where nat sends them, such as `172.17.0.2:80`; null: nowhere else. */
  readonly to: string | null;
  /** Who is known to write the rule's chain, such as Docker; null: nobody known. */
  readonly owner: string | null;
  /** Rates that were taken to be kept. */
  readonly assumes: readonly ConditionView[];
  readonly sample: SampleView;
};

/**
 * What one family says of a row. `depends`: nobody gets in for sure. `cannot-tell`: the entries, if there are any, are
 * what the rules that were read say.
 */
export type FamilyView = {
  readonly family: Family;
  readonly state:
    | "not-heard"
    | "loopback"
    | "no-address"
    | "anyone"
    | "some"
    | "depends"
    | "nobody"
    | "cannot-tell";
  readonly why: NotSaid | null;
  readonly entries: readonly EntryView[];
  readonly depends: {
    readonly peers: ToldView<AddressTerm> | null;
    readonly conditions: readonly ConditionView[];
    readonly sample: SampleView;
  } | null;
  /** What refuses the others; null: there are none, or nothing is known. */
  readonly shut: {
    readonly rule: DecidingRule;
    readonly end: EndTold | null;
    readonly sample: SampleView;
  } | null;
  /** Only neighbours on the same link can name the address. */
  readonly linkOnly: boolean;
};

/**
 * Where a row stands in the table, in this order. `around`: somebody gets in and our rules have no say in it. `reached`:
 * somebody gets in. `inside`: only the host itself could.
 */
export type Group = "around" | "reached" | "unsure" | "nobody" | "inside";

/** One step that mends or changes a row. It leads to the draft; nothing is applied from here. */
export type FixView =
  | { readonly kind: "narrow" | "change"; readonly ruleId: string | null }
  | { readonly kind: "allow" }
  | { readonly kind: "start" }
  | { readonly kind: "review" }
  | { readonly kind: "foreign" }
  | { readonly kind: "forwarded"; readonly confirmed: Policy["forward"] | null }
  | { readonly kind: "other-backend" };

export type SocketView = {
  readonly id: string;
  readonly protocol: "tcp" | "udp";
  /** Such as `443`, or `8000-8010`. */
  readonly port: string;
  /** Null: no program of the host listens there. */
  readonly listener: {
    readonly program: string | null;
    readonly user: string | null;
    /** As the host lists them, with the interface that one is bound to: `192.0.2.1`, `*%wg0`. */
    readonly addresses: readonly string[];
    readonly everywhere: boolean;
  } | null;
  readonly group: Group;
  /** Of the families that the host has. */
  readonly families: readonly FamilyView[];
  /** Both families say the same. */
  readonly alike: boolean;
  /** IPv6 is wider open than IPv4, and no rule of ours says so. */
  readonly forgotten: boolean;
  readonly fixes: readonly FixView[];
};

/** What a family's rules are as a whole. */
export type FamilyStanding = {
  readonly family: Family;
  readonly standing: Standing | "absent" | "no-tools";
  /** Rules that the other back end holds, which a packet must pass as well. */
  readonly otherBackendRules: number;
  readonly otherBackend: "nf_tables" | "legacy";
};

/** Why there is no table. */
export type NoExposure = "not-inspected" | "too-long" | "busy" | "failed";

export type ExposureView = {
  readonly hostId: string;
  readonly factsReadAt: string | null;
  /** The last apply changed the host after it was read. */
  readonly outdated: { readonly number: number } | null;
  readonly standings: readonly FamilyStanding[];
  /** Tables of nft that iptables does not list, such as `inet filter`: packets must pass them as well. */
  readonly otherTables: readonly string[];
  readonly rows: readonly SocketView[] | NoExposure;
  readonly lines: NameLines;
};
