import { Radio } from "lucide-react";
import { Disclosure } from "../ui/disclosure";
import { CellMark } from "./cell-mark";
import type { ExposureTranslator } from "./cell-words";

const states = ["everyone", "some", "nobody", "unanswered", "depends", "not-asked"] as const;

/** What each shape and word means. */
export function ReachLegend({ t }: { t: ExposureTranslator }) {
  return (
    <Disclosure title={t("legend")}>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 pt-1 text-13">
        {states.map((state) => (
          <div key={state} className="contents">
            <dt>
              <CellMark state={state} word={t(`cell.${state}`)} />
            </dt>
            <dd className="text-ink-2">{t(`sentence.${state}`)}</dd>
          </div>
        ))}
        <div className="contents">
          <dt>
            <Radio aria-hidden className="size-4 text-ink-3" />
          </dt>
          <dd className="text-ink-2">{t("table.listensUnknown")}</dd>
        </div>
      </dl>
    </Disclosure>
  );
}
