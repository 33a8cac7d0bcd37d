import type { MeaningDiff } from "@/lib/core/analysis/diff/change-row";
import { type DiffOptions, diffRulesets } from "@/lib/core/analysis/diff/diff";
import { follow } from "@/lib/core/analysis/path/follow";
import { type Family, families } from "@/lib/core/net/family";
import type { Problem } from "@/lib/core/problem/problem";
import { joinFamilies, type Share } from "./join-families";
import { lineSet, sameSet } from "./line-set";
import type { ConditionTold, FamilyOutcome, Meaning, MeaningKind, MeaningNames, MeaningRow } from "./meaning";
import { impossibleSources, isIdle, joinServices, type Piece, pieceOf, type Sides } from "./piece";
import { ratesTeller } from "./rates-told";
import { conditionsByName, conditionsTold, endTold, ruleTold } from "./rules-told";
import { asksFamily } from "./service-line";
import { shareSample } from "./share-sample";
import { type AddressTeller, addressTeller } from "./tell-addresses";
import { interfaceTeller } from "./tell-interfaces";
import { type ServiceTeller, serviceTeller } from "./tell-services";

/** One family's rules before and after; or why they cannot be compared. */
export type FamilySides = Sides | Unreadable | "absent";

/** `fault`: what is not understood in the text; null where there is none. */
export type Unreadable = { readonly unreadable: true; readonly fault: Problem | null };

export type MeaningQuestion = {
  readonly sides: Readonly<Record<Family, FamilySides>>;
  readonly names: MeaningNames;
  readonly limits?: Pick<DiffOptions, "rows" | "budget">;
};

const kinds: readonly MeaningKind[] = [
  "opened",
  "unlimited",
  "closed",
  "limited",
  "rate-changed",
  "answered-differently",
  "not-known",
];
const ways: readonly MeaningRow["way"][] = ["in", "through", "out"];

/** What changes for packets between two states of a host's tables, in names, both families together. */
export function tellMeaning({ sides, names, limits }: MeaningQuestion): Meaning {
  const outcomes: Record<Family, FamilyOutcome> = { 4: "absent", 6: "absent" };
  const faults: Partial<Record<Family, Problem>> = {};
  const diffs: ToldDiff[] = [];
  for (const family of families) {
    const given = sides[family];
    if (given === "absent") continue;
    if ("unreadable" in given) {
      outcomes[family] = "unreadable";
      if (given.fault !== null) faults[family] = given.fault;
      continue;
    }
    const diff = diffRulesets(given.before, given.after, { host: given.host, ...limits });
    outcomes[family] = diff.outcome;
    if (diff.outcome === "different") diffs.push({ diff, sides: given });
  }
  return { outcomes, faults, ...tellRows(diffs, names) };
}

type Different = Extract<MeaningDiff, { outcome: "different" }>;

/** What changes in one family, and between which rules. */
export type ToldDiff = { readonly diff: Different; readonly sides: Sides };

/** The rows of both families in names, together where both say the same. */
export function tellRows(
  diffs: readonly ToldDiff[],
  names: MeaningNames,
): Pick<Meaning, "rows" | "others" | "more"> {
  const tellers = { addresses: addressTeller(names), services: serviceTeller(names) };
  const pieces = diffs.flatMap(({ diff, sides }) => piecesOf(diff, sides));
  const told = (some: readonly Piece[]) => rowsOf(some, tellers).toSorted((a, b) => rank(a) - rank(b));
  return {
    rows: told(pieces.filter(isPlain)),
    others: told(pieces.filter((piece) => !isPlain(piece))),
    more: diffs.reduce((sum, { diff }) => sum + diff.more, 0),
  };
}

const onlyLoopback = (told: Piece["in"]) =>
  told !== null && !told.except && told.terms.every((name) => name === "lo");

/** First packets of connections, such as there can be at present, and not of the host with itself alone. */
function isPlain(piece: Piece): boolean {
  return piece.row.ordinary && !isIdle(piece) && !onlyLoopback(piece.in) && !onlyLoopback(piece.out);
}

function rank({ kind, way }: MeaningRow): number {
  return kinds.indexOf(kind) * ways.length + ways.indexOf(way);
}

function piecesOf({ rows }: Different, sides: Sides): Piece[] {
  const rulesets = [sides.before, sides.after];
  const interfaces = interfaceTeller(rulesets);
  const known = conditionsByName(rulesets, new Set(rows.flatMap(({ dependsOn }) => dependsOn)));
  const rates = ratesTeller(sides, rows);
  const pieces = rows.map((row) =>
    pieceOf(row, sides, {
      interfaces,
      conditions: conditionsTold(row.dependsOn, known),
      rates: rates(row),
    }),
  );
  return joinServices(pieces).filter(({ services }) => services.length > 0);
}

type Tellers = { readonly addresses: AddressTeller; readonly services: ServiceTeller };

const familiesOf = (pieces: readonly Piece[]) =>
  families.filter((family) => pieces.some((piece) => piece.family === family));

/** Both ends of pieces of different families: a packet is of one of them, so their addresses may stand together. */
function tellEnds(pieces: readonly Piece[], { addresses }: Tellers) {
  const [first] = pieces;
  if (first === undefined) throw new RangeError("no pieces");
  const but = impossibleSources(first);
  const tell = (side: "peers" | "ownEnd") => {
    const set = lineSet(pieces.flatMap((piece) => piece[side]));
    const isSource = (side === "peers") !== (first.way === "out");
    return addresses(set, familiesOf(pieces), isSource ? but : "none");
  };
  const [peers, ownEnd] = [tell("peers"), tell("ownEnd")];
  return { peers: peers.told, ownEnd: ownEnd.told, length: peers.length + ownEnd.length };
}

function rowsOf(pieces: readonly Piece[], tellers: Tellers): MeaningRow[] {
  const fits = ({ pieces: some, services }: Share) => {
    if (some.length > familiesOf(some).length || asksFamily(services)) return false;
    // Other packets than first ones are told as they are: another service of theirs would want other flags and ports.
    if (!some.every(({ row, services: own }) => row.ordinary || sameSet(own, services))) return false;
    const apart = some.reduce((sum, piece) => sum + tellEnds([piece], tellers).length, 0);
    return tellEnds(some, tellers).length <= apart;
  };
  return joinFamilies(pieces, fits).map((share) => rowOf(share, tellers));
}

/** The same condition of both families' rules is one. */
function onceEach(conditions: readonly ConditionTold[]): readonly ConditionTold[] {
  return [...new Map(conditions.map((condition) => [condition.text, condition])).values()];
}

function rowOf(share: Share, tellers: Tellers): MeaningRow {
  const { pieces, services } = share;
  const { piece, packet } = shareSample(share);
  const { row, way, kind, kinds, states } = piece;
  const families = familiesOf(pieces);
  const { peers, ownEnd } = tellEnds(pieces, tellers);
  const { sides } = piece;
  const decided = (side: "before" | "after") => {
    const ruleset = sides[side];
    // Beyond a rate, what decides is the rule that holds the rate.
    const rates = row.onlyBeyondRates ? "open" : "quiet-source";
    const path =
      packet === row.sample ? row.paths[side] : follow(ruleset, packet, sides.host, { trace: false, rates });
    const shown = sides.told?.[side] ?? ruleset;
    return { rule: ruleTold(shown, path.rule), end: endTold(shown, path) };
  };
  const [was, is] = [decided("before"), decided("after")];
  return {
    kind,
    first: row.ordinary,
    families,
    way,
    states,
    services: tellers.services(services, families, kinds),
    sources: way === "out" ? ownEnd : peers,
    destinations: way === "out" ? peers : ownEnd,
    in: piece.in,
    out: piece.out,
    also: row.also,
    conditions: onceEach(pieces.flatMap(({ conditions }) => conditions)),
    rates: piece.rates,
    idle: isIdle(piece),
    before: row.before,
    after: row.after,
    sample: packet,
    rules: { before: was.rule, after: is.rule },
    ends: { before: was.end, after: is.end },
  };
}
