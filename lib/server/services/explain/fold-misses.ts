import type { TraceStep } from "@/lib/core/analysis/verdict";
import type { LaneItem } from "./explain-view";

type RuleStep = Extract<TraceStep, { kind: "rule" }>;
type Fold = Extract<LaneItem, { kind: "fold" }>;

/** Rules that did not match are rarely looked at: so many of one list, and of all lists of a page, are sent along. */
const shownAtFirst = 20;
const shownOnPage = 120;

/** So many of the list that was asked for by name. */
const shownAtLength = 100;

/** Which list was asked for at length, and what all the others may still send. */
export type Folding = {
  readonly table: string;
  readonly wanted: { readonly table: string; readonly chain: string; readonly index: number } | null;
  readonly budget: { left: number };
};

/** The folding of a page; `show` as it stands in the address: `TABLE.CHAIN.INDEX`, or "". */
export function foldingOf(show: string): Omit<Folding, "table"> {
  const match = /^([a-z]+)\.(.+)\.(\d{1,6})$/.exec(show);
  const [, table = "", chain = "", index = ""] = match ?? [];
  return {
    wanted: match === null ? null : { table, chain, index: Number(index) },
    budget: { left: shownOnPage },
  };
}

/** Which of the rules are sent: from the one that was asked for on, else the first few. */
function slice(chain: string, steps: readonly RuleStep[], { table, wanted, budget }: Folding) {
  const asked =
    wanted?.table === table && wanted.chain === chain
      ? steps.findIndex(({ index }) => index === wanted.index)
      : -1;
  if (asked >= 0) return { open: true, start: asked, end: asked + shownAtLength };
  const end = Math.min(steps.length, shownAtFirst, budget.left);
  budget.left -= end;
  return { open: false, start: 0, end };
}

/** Rules of a chain, one behind the other, that did not match: how many, and some of them with what failed. */
export function foldMisses(chain: string, steps: readonly RuleStep[], folding: Folding): Fold {
  const { open, start, end } = slice(chain, steps, folding);
  const shown = steps.slice(start, end);
  const pageAt = (at: number): string | null => {
    const step = steps[at];
    return step === undefined ? null : `${folding.table}.${chain}.${step.index}`;
  };
  return {
    kind: "fold",
    first: (steps[0]?.index ?? 0) + 1,
    count: steps.length,
    misses: shown.map(({ index, text, conditions }) => ({
      number: index + 1,
      text,
      failed: conditions.join(" "),
    })),
    before: start,
    after: steps.length - start - shown.length,
    earlier: start === 0 ? null : pageAt(Math.max(0, start - shownAtLength)),
    later: pageAt(start + shown.length),
    open,
  };
}
