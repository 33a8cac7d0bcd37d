import { cn } from "@/lib/client/class-names";
import type { PlacedLine } from "./drawing-layout";
import type { Drawing } from "./drawing-types";
import { type DrawingTranslator, laneSentence, restSentence } from "./drawing-words";
import { lineStrokes } from "./line-path";

/** A lane without a page of its own can still be walked to by keyboard and is read out. */
const walkable = { role: "img", tabIndex: 0 } as const;

const lit = "fill-none group-hover:stroke-accent group-focus-visible:stroke-accent";

/** One line of the picture, with its sentence. */
export function LaneLine({
  drawing,
  line,
  direction,
  t,
  hrefOf,
}: {
  drawing: Drawing;
  line: PlacedLine;
  direction: "in" | "out";
  t: DrawingTranslator;
  hrefOf: ((ruleId: string) => string) | null;
}) {
  const strokes = lineStrokes(line, direction);
  const refused = line.verdict === "drop" || line.verdict === "reject";
  const { lane } = line;
  const observed = line.verdict === "observed";
  // What the rules below decide about, or others, is no answer yet.
  const open = line.verdict === "host" || (observed && lane !== null);
  const sentence = lane === null ? restSentence(t, drawing, direction) : laneSentence(t, lane, drawing);
  const [family] = lane?.families ?? [];
  const marks = [
    ...(lane !== null && lane.families.length < drawing.families.length ? [`v${family}`] : []),
    ...(lane?.limited ? ["≤"] : []),
  ].join(" ");
  const shape = (
    <>
      <title>{sentence}</title>
      {/* A wide invisible stroke, so that a thin line can be pointed at. */}
      <path d={strokes.body} className="fill-none stroke-transparent" strokeWidth={14} />
      <path
        d={strokes.body}
        className={cn(lit, refused || open ? "stroke-ink-3" : "stroke-ink")}
        strokeWidth={refused ? 1.25 : 1.75}
        strokeDasharray={open ? "2 4" : refused ? "6 4" : undefined}
      />
      <path
        d={strokes.end}
        className={cn(lit, observed ? "stroke-pending" : refused ? "stroke-ink-2" : "stroke-ink")}
        strokeWidth={refused ? 2 : 1.75}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      {marks !== "" && (
        <text
          // Beside the wall, where the line runs level, and on the side that it does not come from.
          x={line.to.x + (direction === "in" ? -6 : 12) + (observed ? (direction === "in" ? -24 : 20) : 0)}
          y={line.to.y + (line.from.y < line.to.y ? 11 : -4)}
          textAnchor={direction === "in" ? "end" : "start"}
          className="fill-ink-2 stroke-raised font-mono"
          strokeWidth={3}
          strokeLinejoin="round"
          paintOrder="stroke"
          fontSize={10}
        >
          {marks}
        </text>
      )}
    </>
  );
  const ruleId = lane?.ruleId ?? null;
  return hrefOf !== null && ruleId !== null ? (
    <a href={hrefOf(ruleId)} aria-label={sentence} className="group">
      {shape}
    </a>
  ) : (
    <g {...walkable} aria-label={sentence} className="group">
      {shape}
    </g>
  );
}
