import type { MeaningView } from "@/lib/server/services/meaning/meaning-view";

/** Rows of unusual packets that a page shows; what is behind them nobody reads. */
const mostOthers = 30;

type Counted = Pick<Extract<MeaningView, { told: true }>, "others" | "more">;

function shown<T extends Counted>(told: T): T {
  const left = told.others.length - mostOthers;
  return left <= 0 ? told : { ...told, others: told.others.slice(0, mostOthers), more: told.more + left };
}

/** An answer without the rows that a page only counts: they would be sent to the browser for nothing. */
export function shownRows(meaning: MeaningView): MeaningView {
  return meaning.told ? { ...shown(meaning), protections: meaning.protections.map(shown) } : meaning;
}
