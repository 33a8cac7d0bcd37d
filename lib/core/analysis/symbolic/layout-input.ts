import { prefixRange } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import { byFirstPacket } from "../predicate/conntrack";
import type { NumberField, NumberRange, Predicate } from "../predicate/predicate";
import { predicatesOf } from "../predicate/predicate-of";
import type { KnownAddresses } from "./known-addresses";
import { type LayoutInput, leaves } from "./layout";

type Point = { readonly field: NumberField } & NumberRange;

const big = (
  field: NumberField,
  { first, last }: { first: bigint | number; last: bigint | number },
): Point => ({
  field,
  first: BigInt(first),
  last: BigInt(last),
});

/** Values that a target gives to a packet. */
function pointsOf(target: Target): readonly Point[] {
  switch (target.kind) {
    case "dnat": {
      const { addresses, ports } = target.to;
      return [
        ...(addresses === null ? [] : [big("destination", addresses)]),
        ...(ports === null ? [] : [big("destination-port", ports)]),
      ];
    }
    case "redirect":
      return target.ports === null ? [] : [big("destination-port", target.ports)];
    case "netmap":
      return [big("destination", prefixRange(target.to))];
    default:
      return [];
  }
}

/** Which ends of a connection a target may write over; nobody knows of those that are kept as text. */
function rewrittenEnds({ kind }: Target): readonly ("source" | "destination")[] {
  switch (kind) {
    case "snat":
    case "masquerade":
      return ["source"];
    case "dnat":
    case "redirect":
      return ["destination"];
    case "netmap":
    case "opaque":
      return ["source", "destination"];
    default:
      return [];
  }
}

const aboutMarks = (match: Match) => match.kind === "mark" || match.kind === "connection-mark";

function* rulesOf(rulesets: readonly Ruleset[]): Generator<Rule> {
  for (const { tables } of rulesets) {
    for (const { chains } of tables) for (const { rules } of chains) yield* rules;
  }
}

/** Everything that the fields must tell apart for these rulesets (of one family), and for the question about them. */
export function layoutInput(
  rulesets: readonly [Ruleset, ...Ruleset[]],
  addresses: KnownAddresses | null,
  asked: readonly Predicate[] = [],
): LayoutInput {
  const predicates = [...asked];
  const points: Point[] = [];
  const translated = new Set<"source" | "destination">();
  let asksMarks = false;
  const { family } = rulesets[0];
  for (const { matches, target } of rulesOf(rulesets)) {
    predicates.push(...predicatesOf(matches, family));
    asksMarks ||= matches.some(aboutMarks);
    points.push(...pointsOf(target));
    for (const end of rewrittenEnds(target)) translated.add(end);
  }
  const askedBefore: Match[] = [];
  for (const predicate of [...predicates]) {
    for (const leaf of leaves(predicate)) {
      const first = leaf.kind === "open" ? byFirstPacket(leaf.match) : null;
      if (leaf.kind !== "open" || first === null) continue;
      predicates.push(first.of, first.asked);
      if (first.end !== null && translated.has(first.end)) askedBefore.push(leaf.match);
    }
  }
  const destinationTypes = new Set<string>();
  let typed = false;
  let asksOriginalPort = false;
  let asksTranslated = false;
  for (const predicate of predicates) {
    for (const leaf of leaves(predicate)) {
      if (leaf.kind === "number") asksOriginalPort ||= leaf.field === "original-port";
      if (leaf.kind === "open") asksTranslated ||= leaf.match.kind === "ct-state";
      if (leaf.kind !== "address-type") continue;
      typed = true;
      if (leaf.side === "destination") destinationTypes.add(leaf.type);
    }
  }
  if (typed) {
    for (const range of addresses?.kinds ?? []) points.push(big("source", range), big("destination", range));
  }
  const asks = { asksMarks, asksOriginalPort, asksTranslated };
  return { family, predicates, points, ...asks, destinationTypes, translated, askedBefore };
}
