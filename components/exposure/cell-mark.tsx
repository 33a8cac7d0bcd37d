import { cn } from "@/lib/client/class-names";
import type { CellState } from "@/lib/server/services/reach/reach-view";

/** Shape before colour: a full disc, a half one, an empty ring, a ring with a gap for what is not sure. */
function Shape({ state }: { state: CellState }) {
  const ring = <circle cx="8" cy="8" r="5.25" fill="none" stroke="currentColor" strokeWidth="1.5" />;
  switch (state) {
    case "everyone":
      return <circle cx="8" cy="8" r="6" fill="currentColor" />;
    case "some":
      return (
        <>
          {ring}
          <path d="M8 2.75a5.25 5.25 0 0 0 0 10.5z" fill="currentColor" />
        </>
      );
    case "unanswered":
      return (
        <>
          {ring}
          <path d="M5 8h6M9 6l2 2-2 2" fill="none" stroke="currentColor" strokeWidth="1.5" />
          <path d="M3 13 13 3" stroke="currentColor" strokeWidth="1.5" />
        </>
      );
    case "nobody":
      return <path d="M3.5 8h9" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />;
    case "not-asked":
      return <circle cx="8" cy="8" r="1.25" fill="currentColor" />;
    case "depends":
    case "too-complex":
    case "unreadable":
      return (
        <circle
          cx="8"
          cy="8"
          r="5.25"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeDasharray="2.6 2.2"
        />
      );
  }
}

const looks: Readonly<Record<CellState, string>> = {
  everyone: "text-ink font-medium",
  some: "text-ink",
  unanswered: "text-pending",
  nobody: "text-ink-3",
  "not-asked": "text-ink-3",
  depends: "text-unknown",
  "too-complex": "text-unknown",
  unreadable: "text-unknown",
};

/** The state of a cell: its shape, then its word. */
export function CellMark({ state, word, className }: { state: CellState; word: string; className?: string }) {
  return (
    <span className={cn("inline-flex items-baseline gap-1 whitespace-nowrap", looks[state], className)}>
      <svg aria-hidden="true" viewBox="0 0 16 16" className="size-4 shrink-0 self-center">
        <Shape state={state} />
      </svg>
      {word}
    </span>
  );
}
