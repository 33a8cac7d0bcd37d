import type { MeaningView } from "@/lib/server/services/meaning/meaning-view";

/** Rows of unusual packets that a page shows; what is behind them nobody reads. */
const mostOthers = 30;

/** An answer without the rows that a page only counts: they would be sent to the browser for nothing. */
export function shownRows(meaning: MeaningView): MeaningView {
  if (!meaning.told || meaning.others.length <= mostOthers) return meaning;
  const left = meaning.others.length - mostOthers;
  return { ...meaning, others: meaning.others.slice(0, mostOthers), more: meaning.more + left };
}
