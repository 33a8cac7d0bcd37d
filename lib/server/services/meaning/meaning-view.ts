import type { Doubt } from "@/lib/core/analysis/doubt";
import type {
  AddressTerm,
  EndTold,
  FamilyOutcome,
  FurtherTold,
  Meaning,
  MeaningKind,
  ProtectionTold,
  ServiceTerm,
  Told,
} from "@/lib/core/meaning/meaning";
import type { Family } from "@/lib/core/net/family";
import type { PacketState } from "@/lib/core/packet/packet";
import type { Question, RuleView } from "@/lib/server/services/explain/explain-view";

/** Why nothing can be said. `no-tables`: what the host held is not on record. */
export type NotTold = "too-long" | "busy" | "failed" | "no-tables";

/** What becomes of the packets; `cannot-tell`: the rules do not say it. */
export type MeaningVerdict = "accept" | "drop" | "reject" | "cannot-tell";

/** Something that a change hangs on: a phrase (translated by `explain.clause`), or iptables' own words. */
export type ConditionView = {
  readonly text: string;
  readonly phrase: RuleView["conditions"][number] | null;
  /** A sentence by its code (translated by `explain.doubt`). */
  readonly doubt: Doubt | null;
  readonly rule: RuleView | null;
};

/** One packet of a row: addresses and ports as people write them, and the question that explains it. */
export type SampleView = {
  readonly protocol: string;
  readonly from: string;
  readonly to: string;
  readonly port: number | null;
  readonly question: Partial<Question>;
};

/** The rule that decides a packet, with its table; null: none does. */
export type DecidingRule = { readonly table: string; readonly rule: RuleView } | null;

/** A set in few terms; `more` stand behind a number. */
export type ToldView<T> = Told<T> & { readonly more: number };

/** Packets whose verdict changes. */
export type MeaningRowView = {
  readonly id: string;
  readonly kind: MeaningKind;
  readonly families: readonly Family[];
  readonly way: "in" | "out" | "through";
  /** Left out where they are first packets of connections. */
  readonly states: readonly PacketState[];
  readonly services: ToldView<ServiceTerm>;
  readonly sources: ToldView<AddressTerm>;
  readonly destinations: ToldView<AddressTerm>;
  readonly in: Told<string> | null;
  readonly out: Told<string> | null;
  readonly also: readonly FurtherTold[];
  readonly conditions: readonly ConditionView[];
  /** The rates of both sides, where packets are held to another one (see RatesTold). */
  readonly rates: {
    readonly before: readonly ConditionView[];
    readonly after: readonly ConditionView[];
    readonly alike: boolean;
  } | null;
  /** The host passes nothing on at present. */
  readonly idle: boolean;
  readonly before: MeaningVerdict;
  readonly after: MeaningVerdict;
  readonly sample: SampleView;
  readonly rules: { readonly before: DecidingRule; readonly after: DecidingRule };
  /** What decides where no rule does; null: a rule does, or it is not known. */
  readonly ends: { readonly before: EndTold | null; readonly after: EndTold | null };
};

/** What a name stands for: the first lines, and how many there are. */
export type NameContent = { readonly lines: readonly string[]; readonly count: number };

/** What the names in the rows stand for. */
export type NameLines = {
  readonly networks: Readonly<Record<string, NameContent>>;
  readonly services: Readonly<Record<string, NameContent>>;
};

/** A protection that counts: what it holds to on each side, and whom it holds otherwise than before. */
export type ProtectionView = Pick<
  ProtectionTold,
  "families" | "before" | "after" | "standing" | "holdsOpened" | "more"
> & {
  readonly rows: readonly MeaningRowView[];
  readonly others: readonly MeaningRowView[];
};

/** What changes for packets, or why that cannot be said. */
export type MeaningView =
  | { readonly told: false; readonly why: NotTold }
  | {
      readonly told: true;
      readonly outcomes: Readonly<Record<Family, FamilyOutcome>>;
      /** What is not understood in an unreadable family (see Meaning). */
      readonly faults: Meaning["faults"];
      readonly rows: readonly MeaningRowView[];
      readonly others: readonly MeaningRowView[];
      readonly more: number;
      /** What the rows leave out: who is beyond what protections count. */
      readonly protections: readonly ProtectionView[];
      readonly lines: NameLines;
    };
