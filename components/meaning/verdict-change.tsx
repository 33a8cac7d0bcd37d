import { ChevronRight } from "lucide-react";
import type { MeaningRowView, MeaningVerdict } from "@/lib/server/services/meaning/meaning-view";
import { VerdictWord } from "../simulator/verdict-word";
import type { MeaningTranslator } from "./meaning-words";

function Side({
  t,
  name,
  verdict,
}: {
  t: MeaningTranslator;
  name: "before" | "after";
  verdict: MeaningVerdict;
}) {
  return (
    <span className="inline-flex items-center">
      <span className="sr-only">{t(name)}: </span>
      <VerdictWord verdict={verdict} cannotTell={t("cannotTell")} />
    </span>
  );
}

/** What became of the packets and what will: shape first, then the word. */
export function VerdictChange({ t, row }: { t: MeaningTranslator; row: MeaningRowView }) {
  if (row.before === row.after) return <VerdictWord verdict={row.after} cannotTell={t("cannotTell")} />;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 whitespace-nowrap">
      <span className="inline-flex grayscale">
        <Side t={t} name="before" verdict={row.before} />
      </span>
      <ChevronRight aria-hidden className="size-3.5 text-ink-3" />
      <Side t={t} name="after" verdict={row.after} />
    </span>
  );
}
