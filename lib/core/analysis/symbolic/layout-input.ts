import type { Match } from "@/lib/core/ruleset/match";
import type { Rule, Ruleset } from "@/lib/core/ruleset/ruleset";
import type { Target } from "@/lib/core/ruleset/target";
import type { NumberField, NumberRange, Predicate } from "../predicate/predicate";
import { predicatesOf } from "../predicate/predicate-of";
import type { LayoutInput } from "./layout";
import type { KnownAddresses } from "./packet-space";

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
  let asksMarks = false;
  let translates = false;
  const { family } = rulesets[0];
  for (const { matches, target } of rulesOf(rulesets)) {
    predicates.push(...predicatesOf(matches, family));
    asksMarks ||= matches.some(aboutMarks);
    const written = pointsOf(target);
    translates ||= written.length > 0;
    points.push(...written);
  }
  const known = addresses === null ? [] : [...addresses.local, ...addresses.broadcast];
  const typed = predicates.some((predicate) => namesTypes(predicate));
  if (typed || translates) {
    for (const range of known) points.push(big("source", range), big("destination", range));
  }
  return { family, predicates, points, asksMarks };
}

function namesTypes(predicate: Predicate): boolean {
  switch (predicate.kind) {
    case "address-type":
      return true;
    case "not":
      return namesTypes(predicate.of);
    case "every":
    case "some":
      return predicate.of.some(namesTypes);
    default:
      return false;
  }
}
