import { diffHeld, type HeldAnswer } from "@/lib/core/analysis/diff/held";
import { type Family, families } from "@/lib/core/net/family";
import { type LimitSides, limitsApart } from "./limits-apart";
import type { ProtectionTold, WholeMeaning } from "./meaning";
import type { Sides } from "./piece";
import { type FamilySides, type MeaningQuestion, type ToldDiff, tellMeaning, tellRows } from "./tell-meaning";

/** One protection in one family, and whom it holds otherwise than before. */
type Answered = LimitSides & { readonly family: Family; readonly sides: Sides } & HeldAnswer;

const isReadable = (sides: FamilySides): sides is Sides => sides !== "absent" && !("unreadable" in sides);

function answer(family: Family, sides: Sides, limits: MeaningQuestion["limits"]) {
  const { without, limits: found } = limitsApart(sides);
  if (found.length === 0) return null;
  const answers = diffHeld(
    without,
    found.map(({ held }) => held),
    { host: sides.host, ...limits },
  );
  if (answers.some(({ diff }) => diff.outcome === "too-complex")) return null;
  const told = { before: sides.before, after: sides.after };
  const answered = found.flatMap((one, at): Answered[] => {
    const { before, after } = one.held;
    const held = answers[at];
    return held ? [{ ...one, family, ...held, sides: { before, after, host: sides.host, told } }] : [];
  });
  return { without: { ...without, told }, answered };
}

const isStanding = ({ held, diff }: Answered) => !held.changed && diff.outcome === "equal";

/** Both families' answers about one protection with the same limits are one. */
function together(answered: readonly Answered[]): Answered[][] {
  const groups = new Map<string, Answered[]>();
  for (const one of answered) {
    const key = JSON.stringify([one.protection, one.before, one.after]);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  return [...groups.values()];
}

function tellProtection(group: readonly Answered[], names: MeaningQuestion["names"]): ProtectionTold[] {
  const [first] = group;
  if (first === undefined) return [];
  const diffs = group.flatMap(({ diff, sides }): ToldDiff[] =>
    diff.outcome === "different" ? [{ diff, sides }] : [],
  );
  return [
    {
      families: group.map(({ family }) => family),
      before: first.before,
      after: first.after,
      standing: group.every(isStanding),
      holdsOpened: group.some(({ holdsOpened }) => holdsOpened),
      ...tellRows(diffs, names),
    },
  ];
}

/**
 * What changes for packets, with the protections that count told by themselves: `rows` and `others` say what changes
 * while nobody is beyond what they count, and each of them says whom it holds otherwise. Together that is everything.
 * Where it is too complex to take them apart, their rules are told like any others.
 */
export function tellWithProtections(question: MeaningQuestion): WholeMeaning {
  const answers = families.flatMap((family) => {
    const sides = question.sides[family];
    const found = isReadable(sides) ? answer(family, sides, question.limits) : null;
    return found === null ? [] : [{ family, ...found }];
  });
  const sides = { ...question.sides };
  for (const { family, without } of answers) sides[family] = without;
  const meaning = tellMeaning({ ...question, sides });
  const answered = answers.flatMap((one) => one.answered);
  const outcomes = { ...meaning.outcomes };
  for (const one of answered) {
    if (outcomes[one.family] === "equal" && !isStanding(one)) outcomes[one.family] = "different";
  }
  const protections = together(answered).flatMap((group) => tellProtection(group, question.names));
  return { ...meaning, outcomes, protections };
}
