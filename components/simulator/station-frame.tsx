import type { ReactNode } from "react";

/** Passed: a ring. Decided there: a filled square. Routing: a square on its corner. Open: dashed. The end: a bar. */
export type StationLook = "passed" | "decided" | "route" | "open" | "end";

const marks: Readonly<Record<StationLook, string>> = {
  passed: "size-3 rounded-full border-2 border-line-control bg-paper",
  decided: "size-4 rounded-1 border-2 border-ink bg-ink",
  route: "size-3 rotate-45 border-2 border-line-control bg-paper",
  open: "size-3.5 rounded-full border-2 border-unknown border-dashed bg-paper",
  end: "h-1 w-4 rounded-full bg-line-control",
};

type StationFrameProps = { look: StationLook; last?: boolean; children: ReactNode };

/** One station on the line: its mark at the left, what happens there beside it. */
export function StationFrame({ look, last = false, children }: StationFrameProps) {
  return (
    <li className="relative grid grid-cols-[1.25rem_minmax(0,1fr)] gap-x-3 pb-4 last:pb-0">
      {!last && (
        <span
          aria-hidden
          className="absolute top-3 bottom-[-0.75rem] left-[0.5625rem] w-0.5 bg-line-strong"
        />
      )}
      <span aria-hidden className="relative grid h-6 place-items-center">
        <span className={marks[look]} />
      </span>
      <div className="min-w-0">{children}</div>
    </li>
  );
}
