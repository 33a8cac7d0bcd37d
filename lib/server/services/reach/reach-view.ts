import type { Cell } from "@/lib/core/analysis/exposure/read-grid";
import type { AddressTerm } from "@/lib/core/meaning/meaning";
import type { Family } from "@/lib/core/net/family";
import type { WitnessView } from "../assertion/assertion-view";
import type { ConditionView, DecidingRule, NameLines, SampleView, ToldView } from "../meaning/meaning-view";

/** Which rules are asked: those on the host, or the draft's, in the host's live tables. */
export type ReachRules = "live" | "draft";

/** Who: one line of the grid. `id` stands in the address. */
export type SourceView = {
  readonly id: string;
  readonly kind: "anyone" | "panel" | "network";
  readonly name: string;
  /** What the name stands for. */
  readonly lines: readonly string[];
};

/** What: one column of the grid. `name` null: a port that no service object means. */
export type ServiceView = {
  readonly id: string;
  readonly name: string | null;
  /** Such as `tcp 80, 443`. */
  readonly parts: readonly string[];
  /** Programs of the host that listen there, for others. */
  readonly programs: readonly string[];
  /** Something listens there, whatever it is called. */
  readonly listens: boolean;
};

export type CellState = Cell | "too-complex" | "unreadable";

/** What each family says of one cell. */
export type CellView = Readonly<Partial<Record<Family, CellState>>>;

/** Why there is no grid. */
export type NoGrid = "not-inspected" | "no-draft" | "not-compiled" | "too-long" | "busy" | "failed";

export type ReachGrid = {
  readonly hostId: string;
  readonly hostName: string;
  readonly rules: ReachRules;
  readonly hasDraft: boolean;
  readonly factsReadAt: string | null;
  /** The last apply changed the host after it was read. */
  readonly outdated: { readonly number: number } | null;
  readonly sources: readonly SourceView[];
  readonly services: readonly ServiceView[];
  /** How many of either are left out, since there are too many to read. */
  readonly more: { readonly sources: number; readonly services: number };
  /** By source, then by service; or why there are none. */
  readonly cells: readonly (readonly CellView[])[] | NoGrid;
};

/** Some sources that meet one end. */
export type ShareView = {
  /** By the names of networks where they have one; null: all that were asked about. */
  readonly peers: ToldView<AddressTerm> | null;
  readonly sample: SampleView;
  /** Null: a chain policy. */
  readonly rule: DecidingRule;
  readonly conditions: readonly ConditionView[];
};

/** What becomes of packets to one part of a service; null: there are none of that end. */
export type PartView = {
  readonly name: string;
  readonly open: ShareView | null;
  readonly shut: ShareView | null;
  readonly depends: ShareView | null;
  readonly assumes: readonly ConditionView[];
};

/** One cell of one family at length. */
export type CellFamilyView = {
  readonly family: Family;
  readonly cell: CellState;
  readonly parts: readonly PartView[];
  /** Of `unanswered`: the packet that does not get out. */
  readonly mute: WitnessView | null;
};

export type ReachCell = {
  readonly source: SourceView;
  readonly service: ServiceView;
  readonly families: readonly CellFamilyView[] | NoGrid;
  /** What the names stand for. */
  readonly lines: NameLines;
};
