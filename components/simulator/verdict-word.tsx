import { CircleHelp } from "lucide-react";
import { cn } from "@/lib/client/class-names";
import type { VerdictWord as Word } from "@/lib/server/services/explain/explain-view";
import { StateWord } from "../ui/state-word";
import { VerdictMark } from "../ui/verdict-mark";

/** A verdict among other things: mark and word. `cannotTell` is the word for what is open. */
export function VerdictWord({
  verdict,
  cannotTell,
  className,
}: {
  verdict: Word;
  cannotTell: string;
  className?: string;
}) {
  if (verdict === "cannot-tell") {
    return <StateWord tone="unknown" icon={CircleHelp} word={cannotTell} className={className} />;
  }
  return (
    <span className={cn("inline-flex", className)}>
      <VerdictMark verdict={verdict} />
    </span>
  );
}

/** The mark alone, large: the head of the answer. The word stands beside it. */
export function LargeMark({ verdict, className }: { verdict: Word; className?: string }) {
  return (
    <span aria-hidden className={cn("inline-grid shrink-0 place-items-center", className)}>
      {verdict === "cannot-tell" ? (
        <CircleHelp className="size-8 text-unknown" />
      ) : (
        <span className="[&_span_span]:hidden [&_svg]:h-8 [&_svg]:w-14">
          <VerdictMark verdict={verdict} />
        </span>
      )}
    </span>
  );
}
