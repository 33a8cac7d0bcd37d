import type { ChangeRow } from "@/lib/core/analysis/diff/change-row";
import type { PathHost } from "@/lib/core/analysis/path/path-host";
import type { Family } from "@/lib/core/net/family";
import type { PacketState } from "@/lib/core/packet/packet";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import { type ImpossibleAddresses, possibleAddresses } from "./address-line";
import { type LineSet, lineSet } from "./line-set";
import type { ConditionTold, MeaningKind, MeaningRow, RatesTold, Told } from "./meaning";
import { type Kinds, serviceLine } from "./service-line";
import type { InterfaceTeller } from "./tell-interfaces";

/** One family's rules on both sides. */
export type Sides = {
  readonly before: Ruleset;
  readonly after: Ruleset;
  readonly host: PathHost | null;
  /** Where rules were rewritten for the question: as they are, at the same places, to be shown. */
  readonly told?: { readonly before: Ruleset; readonly after: Ruleset };
};

/** One row of one family's difference, before the families are put together. */
export type Piece = {
  readonly row: ChangeRow;
  readonly family: Family;
  readonly sides: Sides;
  readonly kind: MeaningKind;
  readonly way: MeaningRow["way"];
  readonly states: readonly PacketState[];
  readonly kinds: Kinds;
  /** Who sends what comes in, or passes through; whom the host sends to. */
  readonly peers: LineSet;
  /** The host's own end, or where what passes through is going. */
  readonly ownEnd: LineSet;
  readonly services: LineSet;
  readonly in: Told<string> | null;
  readonly out: Told<string> | null;
  readonly conditions: readonly ConditionTold[];
  readonly rates: RatesTold | null;
};

const ways = { INPUT: "in", OUTPUT: "out", FORWARD: "through" } as const;

/** Beyond a rate is not the same as not at all. */
function kindOf({ kind, onlyBeyondRates }: ChangeRow): MeaningKind {
  if (!onlyBeyondRates) return kind;
  return kind === "closed" ? "limited" : kind === "opened" ? "unlimited" : kind;
}

/** In IPv4 nothing comes untracked. */
function statesOf({ states, family }: ChangeRow): readonly PacketState[] {
  return family === 4 && states.length > 1 ? states.filter((state) => state !== "UNTRACKED") : states;
}

function kindsOf(row: ChangeRow): Kinds {
  if (row.ordinary) return "first";
  const [state, ...others] = statesOf(row);
  if (others.length > 0) return "any";
  return state === "NEW" ? "new" : state === "UNTRACKED" ? "untracked" : "any";
}

/** What cannot be the source of what comes in: multicast addresses; loopback ones, unless it comes by `lo`. */
export function impossibleSources({ row, way }: Pick<Piece, "row" | "way">): ImpossibleAddresses {
  if (way === "out") return "none";
  return row.in === null || row.in.includes("lo") ? "multicast" : "loopback-too";
}

/** A row of one family, told as far as it goes without the other family. */
export function pieceOf(
  row: ChangeRow,
  sides: Sides,
  told: Pick<Piece, "conditions" | "rates"> & { readonly interfaces: InterfaceTeller },
): Piece {
  const way = ways[row.hook];
  const families = [row.family];
  const source = possibleAddresses(row.sources, families, impossibleSources({ row, way }));
  const destination = possibleAddresses(row.destinations, families, "none");
  const kinds = kindsOf(row);
  return {
    row,
    family: row.family,
    sides,
    kind: kindOf(row),
    way,
    states: statesOf(row),
    kinds,
    peers: way === "out" ? destination : source,
    ownEnd: way === "out" ? source : destination,
    services: serviceLine(row.services, row.family, kinds),
    in: way === "out" ? null : told.interfaces("in", row.in),
    out: way === "in" ? null : told.interfaces("out", row.out),
    conditions: told.conditions,
    rates: told.rates,
  };
}

/** To be passed on by a host that passes nothing on. */
export function isIdle({ way, sides }: Piece): boolean {
  return way === "through" && sides.host?.forwarding === false;
}

/** What pieces must have in common to be told as one, services and addresses apart. */
export function commonKey(piece: Piece): string {
  const { row, kind, kinds, way, conditions, rates, states } = piece;
  const texts = (some: readonly ConditionTold[]) =>
    some.map(({ text, match }) => (match === null ? `${row.family} ${text}` : text));
  const hangs = rates === null ? texts(conditions) : [rates.before, rates.after].map(texts);
  return JSON.stringify([
    kind,
    kinds,
    way,
    isIdle(piece),
    row.before,
    row.after,
    states,
    piece.in,
    piece.out,
    impossibleSources(piece),
    row.also,
    hangs,
  ]);
}

const textOf = (set: LineSet) => set.map(({ first, last }) => `${first}-${last}`).join();

/** Pieces of one family that differ in their services alone are one. */
export function joinServices(pieces: readonly Piece[]): Piece[] {
  const joined = new Map<string, Piece>();
  for (const piece of pieces) {
    const key = [piece.family, commonKey(piece), textOf(piece.peers), textOf(piece.ownEnd)].join(" ");
    const before = joined.get(key);
    const services = before === undefined ? piece.services : lineSet([...before.services, ...piece.services]);
    joined.set(key, { ...(before ?? piece), services });
  }
  return [...joined.values()];
}
