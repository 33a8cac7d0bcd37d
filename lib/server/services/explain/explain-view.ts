import type { Family } from "@/lib/core/net/family";
import type { Problem } from "@/lib/core/problem/problem";
import type { Protection, Section } from "@/lib/core/ruleset/ruleset";
import type messages from "@/messages/en";

/** The texts of this page: a code without a text is an error of the types. */
type Texts = (typeof messages)["explain"];

/** Which rules are asked: those on the host, the last confirmed ones, or the draft's, each in the host's live tables. */
export type RulesName = "live" | "confirmed" | "draft";

/** The packet arrives at the host, leaves it, or passes through it. */
export type Way = "in" | "out" | "through";

/** What connection tracking says of the packet, in one word of the address bar. */
export type StateName = "new" | "open" | "reply" | "related" | "invalid" | "untracked";

/** A question as it was typed: what stands in the address bar. An empty text: not said. */
export type Question = {
  readonly rules: RulesName;
  readonly way: Way;
  readonly from: string;
  readonly to: string;
  readonly proto: string;
  readonly port: string;
  readonly state: StateName;
  readonly family: "" | "4" | "6";
  readonly sport: string;
  readonly icmp: string;
  readonly in: string;
  readonly out: string;
  readonly flags: string;
  readonly user: string;
  /** The rule from which a folded list is shown at length: `TABLE.CHAIN.INDEX`, or "". */
  readonly show: string;
};

/** A field of the question that can be wrong. */
export type QuestionField =
  | "from"
  | "to"
  | "proto"
  | "port"
  | "family"
  | "sport"
  | "icmp"
  | "in"
  | "out"
  | "flags"
  | "user";

/** Values for a translated text, by name. */
type Params = Readonly<Record<string, string | number>>;

/** Why a text cannot be used; `code` is translated by `explain.fault.<code>`. */
export type Fault = { readonly code: keyof Texts["fault"]; readonly params: Params };

/** Why a field cannot be used. */
export type FieldFault = Fault & { readonly field: QuestionField };

/** What a field came to: typed, filled in from what is known of the host, or not said. */
export type Said = { readonly value: string; readonly how: "typed" | "assumed" } | null;

/** The packet that was asked about, as it was understood. */
export type PacketView = {
  readonly way: Way;
  readonly family: Family;
  /** As the kernel numbers it. */
  readonly protocol: number;
  /** An echo request. */
  readonly ping: boolean;
  readonly state: StateName;
  readonly fields: Readonly<
    Record<"from" | "to" | "port" | "sport" | "in" | "out" | "flags" | "icmp" | "user", Said>
  >;
  /** The form that `sekisho explain --packet` takes. */
  readonly text: string;
};

/** A condition in words; `code` is translated by `explain.clause.<code>`. */
export type Clause = { readonly code: keyof Texts["clause"]; readonly params: Params };

/** What a rule does, in words; `code` is translated by `explain.target.<code>`. */
export type TargetWords = { readonly code: keyof Texts["target"]; readonly params: Params };

/** The line of the policy that a compiled rule comes from. */
export type OriginView = {
  readonly section: Section;
  /** What a rule of the protections is for. */
  readonly protection?: Protection;
  /** Null for what every policy implies. */
  readonly rule: {
    readonly id: string;
    readonly direction: "in" | "out";
    readonly networks: readonly string[];
    readonly services: readonly string[];
    readonly verdict: "accept" | "drop" | "reject";
    /** Whether the draft still has it, so that it can be edited. */
    readonly inDraft: boolean;
  } | null;
};

/** One rule in words and in iptables' text. */
export type RuleView = {
  readonly table: string;
  readonly chain: string;
  /** 1, 2, 3 … inside the chain */
  readonly number: number;
  readonly text: string;
  readonly conditions: readonly Clause[];
  readonly target: TargetWords;
  /** In a chain of ours, or the jump to one. */
  readonly own: boolean;
  readonly origin: OriginView | null;
};

/** A rule that did not match, and the condition that failed, in iptables' words. */
export type MissView = { readonly number: number; readonly text: string; readonly failed: string };

/** What was met on the way through a chain, in order. */
export type LaneItem =
  | {
      /** Rules that did not match, one behind the other; `misses` are those from `start` on, as many as are shown. */
      readonly kind: "fold";
      /** The number of its first rule. */
      readonly first: number;
      readonly count: number;
      readonly misses: readonly MissView[];
      /** How many stand before and behind the shown ones. */
      readonly before: number;
      readonly after: number;
      /** `show` of the page before and behind, or null. */
      readonly earlier: string | null;
      readonly later: string | null;
      /** Asked for by name: open at once. */
      readonly open: boolean;
    }
  | {
      readonly kind: "rule";
      readonly rule: RuleView;
      readonly matched: "yes" | "maybe";
      /** It only notes or marks something: the packet goes on to the next rule either way. */
      readonly passing: boolean;
      /** The open conditions, in iptables' words. */
      readonly open: readonly string[];
      /** It decided, or the answer hangs on it. */
      readonly deciding: boolean;
      /** The chain that it led into. */
      readonly lane: LaneView | null;
    };

/** One chain on the way. */
export type LaneView = {
  readonly chain: string;
  /** ours, the kernel's own, or somebody else's */
  readonly owner: "own" | "built-in" | "foreign";
  readonly items: readonly LaneItem[];
  /** How the chain was left; null: a rule decided, or the way is not known from here. */
  readonly end:
    | { readonly kind: "policy"; readonly verdict: "accept" | "drop"; readonly deciding: boolean }
    | { readonly kind: "back"; readonly chain: string }
    | null;
};

/** One station of the packet's way through the host. */
export type StationView =
  | {
      readonly kind: "table";
      readonly table: string;
      readonly chain: string;
      /** What this table does with the packet. */
      readonly verdict: VerdictWord;
      /** The answer fell here. */
      readonly deciding: boolean;
      /** Nobody has put a rule there: nothing but the chain policy was asked. */
      readonly bare: boolean;
      readonly lane: LaneView;
      /** What nat made of the packet, or null. */
      readonly rewritten: string | null;
    }
  | {
      readonly kind: "route";
      readonly to: "host" | "forward" | "out" | "nowhere" | "not-known";
      /** The interface that it leaves by. */
      readonly out: string | null;
      /** Why it is sent no further. */
      readonly reason: "no-forwarding" | "no-route" | null;
      readonly deciding: boolean;
    };

export type VerdictWord = "accept" | "drop" | "reject" | "cannot-tell";

/** Something that the answer hangs on; `kind` is translated by `explain.depends.<kind>`. */
export type DependencyView = {
  readonly kind: Exclude<keyof Texts["depends"], "inRule" | "colon">;
  /** The condition, or the rule, in iptables' words; "" where there is none. */
  readonly text: string;
  readonly rule: RuleView | null;
};

/** Who decided. */
export type Decision =
  | { readonly kind: "rule"; readonly table: string; readonly rule: RuleView }
  | {
      readonly kind: "chain-policy";
      readonly table: string;
      readonly chain: string;
      readonly verdict: "accept" | "drop";
    }
  /** The host sends it no further, whatever the rules say. */
  | { readonly kind: "routing" }
  /** No table filters. */
  | { readonly kind: "nobody" };

export type Answer = {
  readonly verdict: VerdictWord;
  /** Where it was going in the end: a packet that comes in may be for somebody else. */
  readonly way: Way;
  /** Null where it cannot be told. */
  readonly decision: Decision | null;
  readonly dependsOn: readonly DependencyView[];
  /** Rates that were taken to be kept. */
  readonly assumes: readonly Clause[];
  /** Where address translation sends it instead, or null. */
  readonly becomes: string | null;
  readonly stations: readonly StationView[];
};

/** Why rules cannot be asked; `code` is translated by `explain.missing.<code>`. */
export type Missing = {
  readonly code: keyof Texts["missing"];
  readonly problems: readonly Problem[];
};

/** One set of rules: what it says of the packet, or why it cannot be asked. */
export type RulesView = {
  readonly name: RulesName;
  /** The apply that confirmed them. */
  readonly apply: { readonly id: string; readonly number: number } | null;
  readonly missing: Missing | null;
  readonly verdict: VerdictWord | null;
};

/** A packet worth asking about. */
export type ExampleView = {
  /** The port, or null: ping. */
  readonly protocol: string;
  readonly port: number | null;
  /** The program that listens, or the service's name. */
  readonly name: string | null;
  readonly question: Partial<Question>;
};

export type ExampleRow = {
  readonly who: "network" | "panel" | "stranger" | "self";
  /** Of the network. */
  readonly name: string | null;
  readonly address: string;
  readonly examples: readonly ExampleView[];
};

/** What the fields of the form can offer. */
export type Offers = {
  readonly addresses: readonly { readonly name: string; readonly address: string }[];
  readonly ports: readonly { readonly name: string; readonly port: string }[];
  readonly interfaces: readonly string[];
  readonly users: readonly string[];
};

/** All that the page of a host's question shows. */
export type Explanation = {
  readonly hostId: string;
  readonly hostName: string;
  readonly question: Question;
  /** Whether anything was asked at all. */
  readonly asked: boolean;
  readonly faults: readonly FieldFault[];
  readonly packet: PacketView | null;
  readonly rules: readonly RulesView[];
  /** From the rules that the question names; null where they cannot be asked. */
  readonly answer: Answer | null;
  /** What listens where the packet is going, by program (null: unknown one); null where that is no question. */
  readonly listeners: readonly (string | null)[] | null;
  /** When the host was read (ISO), or null: never. */
  readonly inspectedAt: string | null;
  /** The last apply changed the host after it was read. */
  readonly outdated: { readonly number: number } | null;
  /** Rules in the other iptables back end, which are not looked at. */
  readonly otherBackend: { readonly rules: number; readonly backend: string } | null;
  readonly examples: readonly ExampleRow[];
  readonly offers: Offers;
  /** The VPS's own address of each family, as a field's placeholder. */
  readonly own: { readonly 4: string | null; readonly 6: string | null };
};
