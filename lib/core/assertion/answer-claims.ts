import { checkClaims } from "@/lib/core/analysis/assertion/check-claims";
import type { ClaimAnswer } from "@/lib/core/analysis/assertion/claim";
import { readTables } from "@/lib/core/meaning/read-sides";
import { conditionsByName, conditionsTold, ruleTold } from "@/lib/core/meaning/rules-told";
import { type Family, families } from "@/lib/core/net/family";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";
import type { ClaimsAnswer, ClaimsAsk, FamilyAnswer } from "./claims-question";

const unreadable = { outcome: "unreadable", conditions: [], assumes: [], witness: null } as const;

/** An answer with the rules that it speaks of. */
function told(answer: ClaimAnswer, ruleset: Ruleset): FamilyAnswer {
  const [depends, assumed] = [
    answer.outcome === "depends" ? answer.conditions : [],
    answer.outcome === "holds" ? answer.assumes : [],
  ];
  const known = conditionsByName([ruleset], new Set([...depends, ...assumed]));
  const witness = "witness" in answer ? answer.witness : null;
  return {
    family: ruleset.family,
    outcome: answer.outcome,
    conditions: conditionsTold(depends, known),
    assumes: conditionsTold(assumed, known),
    witness: witness && { ...witness, rule: ruleTold(ruleset, witness.rule) },
  };
}

/** Every claim of every group, for one family; null: the host does not have it. */
function ofFamily({ of, groups }: ClaimsAsk, family: Family): readonly (readonly FamilyAnswer[])[] | null {
  const asked = of[family];
  if (asked === null) return null;
  const ruleset = readTables(asked.tables, family);
  if (ruleset === null) return groups.map(({ claims }) => claims.map(() => ({ family, ...unreadable })));
  return groups.map(({ claims, rates }) =>
    checkClaims(ruleset, claims, { host: asked.host, rates }).map((answer) => told(answer, ruleset)),
  );
}

/** Reads the tables of both families and answers all claims about them. */
export function answerClaims(ask: ClaimsAsk): ClaimsAnswer {
  const answered = families.map((family) => ofFamily(ask, family)).filter((one) => one !== null);
  return ask.groups.map(({ claims }, group) =>
    claims.map((_, claim) => answered.flatMap((one) => one[group]?.[claim] ?? [])),
  );
}
