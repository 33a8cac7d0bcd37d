import type { ClaimService } from "@/lib/core/analysis/assertion/claim";
import type { Cell, Sources } from "@/lib/core/analysis/exposure/read-grid";
import type { AddressTerm, ConditionTold, RuleTold, Told } from "@/lib/core/meaning/meaning";
import type { AddressNames } from "@/lib/core/meaning/tell-addresses";
import type { Family } from "@/lib/core/net/family";
import type { Packet } from "@/lib/core/packet/packet";
import type { HostTables, WitnessTold } from "./claims-question";

/** Who of these sources reaches which of these services, on both families of a host. */
export type ExposureAsk = {
  readonly of: HostTables;
  readonly sources: readonly Sources[];
  readonly services: readonly (readonly ClaimService[])[];
};

/** Cells by source, then by service, of the families that the host has; or why there are none. */
export type ExposureAnswer = readonly {
  readonly family: Family;
  readonly cells: readonly (readonly Cell[])[] | "too-complex" | "unreadable";
}[];

/** One cell at length. */
export type CellAsk = {
  readonly of: HostTables;
  readonly sources: Sources;
  readonly services: readonly ClaimService[];
  /** For addresses that have a name. */
  readonly names: AddressNames;
};

/** Some sources that meet one end, with a packet of one of them. */
export type ShareTold = {
  /** Null: all that were asked about. */
  readonly sources: Told<AddressTerm> | null;
  readonly sample: Packet;
  readonly rule: RuleTold | null;
  readonly conditions: readonly ConditionTold[];
};

/** What becomes of packets to one part of the service; null: there are none of that end. */
export type PartTold = {
  readonly service: ClaimService;
  readonly open: ShareTold | null;
  readonly shut: ShareTold | null;
  readonly depends: ShareTold | null;
  /** Rates that were taken to be kept. */
  readonly assumes: readonly ConditionTold[];
};

export type CellAnswer = readonly {
  readonly family: Family;
  readonly found:
    | {
        readonly cell: Cell;
        readonly parts: readonly PartTold[];
        /** Of `unanswered`: the packet that does not get out. */
        readonly mute: WitnessTold | null;
      }
    | "too-complex"
    | "unreadable";
}[];
