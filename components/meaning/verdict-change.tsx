import { ChevronRight } from "lucide-react";
import type { MeaningRowView, MeaningVerdict } from "@/lib/server/services/meaning/meaning-view";
import { VerdictWord } from "../simulator/verdict-word";
import { type MeaningTexts, sideWord } from "./meaning-words";

function Side({
  texts,
  name,
  verdict,
}: {
  texts: MeaningTexts;
  name: "before" | "after";
  verdict: MeaningVerdict;
}) {
  return (
    <span className="inline-flex items-center">
      <span className="sr-only">{sideWord(texts, name)}: </span>
      <VerdictWord verdict={verdict} cannotTell={texts.meaning("cannotTell")} />
    </span>
  );
}

/** What became of the packets and what will: shape first, then the word. */
export function VerdictChange({ texts, row }: { texts: MeaningTexts; row: MeaningRowView }) {
  if (row.before === row.after)
    return <VerdictWord verdict={row.after} cannotTell={texts.meaning("cannotTell")} />;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 whitespace-nowrap">
      <span className="inline-flex grayscale">
        <Side texts={texts} name="before" verdict={row.before} />
      </span>
      <ChevronRight aria-hidden className="size-3.5 text-ink-3" />
      <Side texts={texts} name="after" verdict={row.after} />
    </span>
  );
}
