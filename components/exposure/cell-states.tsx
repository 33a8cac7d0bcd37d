import type { CellView } from "@/lib/server/services/reach/reach-view";
import { CellMark } from "./cell-mark";
import { cellStates, type ExposureTranslator } from "./cell-words";

/** What a cell says. Families that say different things stand one above the other. */
export function CellStates({ t, cell }: { t: ExposureTranslator; cell: CellView }) {
  return cellStates(cell).map(({ family, state }) => (
    <span key={family ?? "both"} className="inline-flex items-baseline gap-1">
      {family !== null && <span className="w-4 font-mono text-12 text-ink-3">{`v${family}`}</span>}
      <CellMark state={state} word={t(`cell.${state}`)} />
    </span>
  ));
}
