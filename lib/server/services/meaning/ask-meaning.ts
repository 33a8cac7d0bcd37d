import { pathHost } from "@/lib/core/analysis/path/path-host";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import type { FamilyAsk, TablesAsk } from "@/lib/core/meaning/read-sides";
import type { Family } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import { analyse } from "@/lib/server/analysis/analyse";
import { meaningNames, nameLines, type Objects } from "./meaning-names";
import type { MeaningView } from "./meaning-view";
import { protectionView, rowView } from "./row-view";

/** One family's tables on both sides; null: the host does not have it. */
export type FamilySides = { readonly before: TablesAsk; readonly after: TablesAsk } | null;

export type MeaningOf = {
  readonly sides: Readonly<Record<Family, FamilySides>>;
  readonly facts: HostFacts | null;
  /** What the rules after the change come from; its objects give the names. */
  readonly policy: Policy;
  /** Objects for what it does not name: those of the other side, those of the panel. */
  readonly objects: readonly Objects[];
};

/** More rows of one family than this nobody reads. */
const mostRows = 60;

/** Asks the analysis thread what changes for packets, and makes the answer ready to be shown. */
export async function askMeaning({ sides, facts, policy, objects }: MeaningOf): Promise<MeaningView> {
  const names = meaningNames(policy, objects, facts?.connection?.panelAddress ?? null);
  const family = (one: Family): FamilyAsk | null => {
    const side = sides[one];
    return side && { ...side, host: facts && pathHost(facts, one) };
  };
  const answered = await analyse("meaning", { sides: { 4: family(4), 6: family(6) }, names, rows: mostRows });
  if (!answered.ok) return { told: false, why: answered.why };
  const { outcomes, faults, rows, others, more, protections } = answered.answer;
  const all = [{ rows, others }, ...protections].flatMap((one) => [...one.rows, ...one.others]);
  return {
    told: true,
    outcomes,
    faults,
    rows: rows.map((row, at) => rowView(row, `row-${at}`, policy)),
    others: others.map((row, at) => rowView(row, `other-${at}`, policy)),
    more,
    protections: protections.map((one, at) => protectionView(one, `protection-${at}`, policy)),
    lines: nameLines(names, all),
  };
}
