import { layoutSide, type PlacedSide, sideHeight } from "./drawing-layout";
import type { Drawing } from "./drawing-types";
import { type DrawingTranslator, partyWord } from "./drawing-words";
import { lineStrokes } from "./line-path";

/** What a thumbnail squeezes a whole picture into. */
const width = 300;
const tallest = 132;

/**
 * The same picture small: who comes in, the gate, where it may go. It repeats what the card says in words, so it is
 * hidden from screen readers.
 */
export function Thumbnail({ drawing, t }: { drawing: Drawing; t: DrawingTranslator }) {
  const height = Math.min(
    tallest,
    Math.max(sideHeight(drawing, "in"), sideHeight(drawing, "out")) * 0.55 + 16,
  );
  const into = layoutSide(
    drawing,
    "in",
    { top: 8, party: { x: 0, width: 76 }, face: 126, mirrored: false },
    height,
  );
  const out = layoutSide(
    drawing,
    "out",
    { top: 8, party: { x: 236, width: 64 }, face: 186, mirrored: true },
    height,
  );
  return (
    <svg viewBox={`0 0 ${width} ${height + 16}`} aria-hidden className="block w-full font-sans">
      <rect x={126} y={4} width={60} height={height + 8} className="fill-sunken" />
      <line x1={120} x2={192} y1={3} y2={3} className="stroke-ink" strokeWidth={3} />
      <SmallSide side={into} direction="in" t={t} />
      <SmallSide side={out} direction="out" t={t} />
    </svg>
  );
}

function SmallSide({
  side,
  direction,
  t,
}: {
  side: PlacedSide;
  direction: "in" | "out";
  t: DrawingTranslator;
}) {
  const { geometry } = side;
  const alone = side.parties.length === 1;
  const textX = geometry.mirrored ? geometry.party.x + 4 : geometry.party.x + geometry.party.width - 4;
  const gaps = side.slots.filter(({ state }) => state !== "shut").map(({ y }) => y);
  return (
    <g>
      <line
        x1={geometry.face}
        x2={geometry.face}
        y1={4}
        y2={side.height + 12}
        className="stroke-ink"
        strokeWidth={3}
      />
      {gaps.map((y) => (
        <line
          key={y}
          x1={geometry.face}
          x2={geometry.face}
          y1={y - 5}
          y2={y + 5}
          className="stroke-raised"
          strokeWidth={4}
        />
      ))}
      {side.lines.map((line) => {
        const strokes = lineStrokes(line, direction);
        const refused = line.verdict === "drop" || line.verdict === "reject";
        return (
          <g
            key={line.key}
            className={refused ? "stroke-ink-3" : "stroke-ink"}
            fill="none"
            strokeWidth={1.25}
          >
            <path
              d={strokes.body}
              strokeDasharray={refused ? "4 3" : line.verdict === "host" ? "2 3" : undefined}
            />
            <path d={strokes.end} strokeLinecap="round" strokeLinejoin="round" />
          </g>
        );
      })}
      {side.parties.map(({ party, y }) => (
        <text
          key={party.key}
          x={textX}
          y={y + 3.5}
          textAnchor={geometry.mirrored ? "start" : "end"}
          fontSize={10}
          className={party.kind === "others" ? "fill-ink-3" : "fill-ink"}
        >
          {partyWord(t, party, direction, alone)}
        </text>
      ))}
    </g>
  );
}
