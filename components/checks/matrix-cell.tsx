"use client";

import { useTranslations } from "use-intl";
import { cn } from "@/lib/client/class-names";
import type { SeenOutcome } from "@/lib/core/checks/check";
import type { CheckTry } from "@/lib/core/checks/judge-tries";
import type { CheckResult } from "@/lib/server/services/checks/checks-view";
import { StateWord, toneGround } from "../ui/state-word";
import { judgementLooks } from "./check-looks";
import { OutcomeWord } from "./outcome-word";

/** What was met in each family; `null` where no address was tried. Several addresses that met the same are one line. */
function linesOf(tries: readonly CheckTry[]): { family: 4 | 6 | null; outcome: SeenOutcome }[] {
  return ([4, 6, null] as const).flatMap((family) => {
    const outcomes = tries.flatMap(({ seen }) => (seen.family === family ? [seen.outcome] : []));
    return [...new Set(outcomes)].map((outcome) => ({ family, outcome }));
  });
}

/** One cell of the matrix: what was met, and what that means where it is not what the rules intend. */
export function MatrixCell({
  result: { tries, judgement },
  open,
  controls,
  onPress,
}: {
  result: CheckResult;
  open: boolean;
  /** Id of what it opens. */
  controls: string;
  onPress: () => void;
}) {
  const t = useTranslations("checks");
  const looks = judgementLooks[judgement];
  const differs = judgement === "less-protected" || judgement === "more-closed";
  return (
    <button
      type="button"
      aria-expanded={open}
      aria-controls={open ? controls : undefined}
      onClick={onPress}
      className={cn(
        "flex w-full flex-col items-start gap-0.5 rounded-2 border border-transparent px-1.5 py-1 text-left sm:px-2.5 hover:bg-sunken touch:min-h-11",
        open && "border-line-strong bg-sunken",
        differs && toneGround[looks.tone],
        open && differs && "border-current",
      )}
    >
      {linesOf(tries).map(({ family, outcome }) => (
        <span key={`${family} ${outcome}`} className="flex items-baseline gap-1 sm:gap-1.5">
          {family !== null && <span className="font-mono text-12 text-ink-3">v{family}</span>}
          <OutcomeWord outcome={outcome} />
        </span>
      ))}
      {tries.length === 0 && <OutcomeWord outcome="unread" />}
      {judgement !== "agrees" && (
        <StateWord
          {...looks}
          className="text-12 max-sm:whitespace-normal"
          word={t(`judgement.${judgement}`)}
        />
      )}
    </button>
  );
}
