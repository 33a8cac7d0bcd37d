import type { Claim, ClaimAnswer, Witness } from "@/lib/core/analysis/assertion/claim";
import type { Rates } from "@/lib/core/analysis/evaluate-rule";
import type { PathHost } from "@/lib/core/analysis/path/path-host";
import type { ConditionTold, RuleTold } from "@/lib/core/meaning/meaning";
import type { TablesAsk } from "@/lib/core/meaning/read-sides";
import type { Family } from "@/lib/core/net/family";

/** The tables of a host by family; null: the host does not have the family. */
export type HostTables = Readonly<
  Record<Family, { readonly tables: TablesAsk; readonly host: PathHost | null } | null>
>;

/** Claims about both families of a host, in groups that differ in what is taken for granted of rates. */
export type ClaimsAsk = {
  readonly of: HostTables;
  readonly groups: readonly { readonly claims: readonly Claim[]; readonly rates: Rates }[];
};

export type WitnessTold = Omit<Witness, "rule"> & { readonly rule: RuleTold | null };

/** What one family says of a claim; `unreadable`: its tables are not understood. */
export type FamilyAnswer = {
  readonly family: Family;
  readonly outcome: ClaimAnswer["outcome"] | "unreadable";
  readonly conditions: readonly ConditionTold[];
  /** Rates that were taken to be kept. */
  readonly assumes: readonly ConditionTold[];
  readonly witness: WitnessTold | null;
};

/** For each group, for each of its claims, the families that the host has. */
export type ClaimsAnswer = readonly (readonly (readonly FamilyAnswer[])[])[];

const gravity: readonly FamilyAnswer["outcome"][] = [
  "not-asked",
  "holds",
  "depends",
  "too-complex",
  "unreadable",
  "fails",
];

/** The outcome that counts for both families: the gravest. */
export function gravestOutcome(answers: readonly Pick<FamilyAnswer, "outcome">[]): FamilyAnswer["outcome"] {
  const rank = answers.map(({ outcome }) => gravity.indexOf(outcome));
  return gravity[Math.max(0, ...rank)] ?? "not-asked";
}
