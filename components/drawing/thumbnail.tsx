import { layoutSide, type PlacedSide, sideHeight } from "./drawing-layout";
import type { Drawing } from "./drawing-types";
import { type DrawingTranslator, partyWord } from "./drawing-words";
import { lineStrokes } from "./line-path";

/** What a thumbnail squeezes a whole picture into. */
const width = 324;
const gate = { left: 116, right: 234 };
const tallest = 132;
const rowHeight = 22;

/**
 * The same picture small: who comes in, the gate, where it may go. It repeats what the card says in words, so it is
 * hidden from screen readers.
 */
export function Thumbnail({ drawing, t }: { drawing: Drawing; t: DrawingTranslator }) {
  const rows = Math.max(sideHeight(drawing, "in"), sideHeight(drawing, "out")) / 44;
  const height = Math.min(tallest, Math.max(2.5, rows) * rowHeight);
  const side = (direction: "in" | "out") =>
    layoutSide(
      drawing,
      direction,
      direction === "in"
        ? { top: 10, party: { x: 0, width: 84 }, face: gate.left, mirrored: false }
        : { top: 10, party: { x: 254, width: 70 }, face: gate.right, mirrored: true },
      height,
    );
  return (
    <svg
      viewBox={`0 0 ${width} ${height + 20}`}
      aria-hidden
      className="mx-auto block w-full max-w-88 font-sans"
    >
      <rect x={gate.left} y={5} width={gate.right - gate.left} height={height + 10} className="fill-sunken" />
      <line x1={gate.left - 7} x2={gate.right + 7} y1={4} y2={4} className="stroke-ink" strokeWidth={3} />
      <SmallSide side={side("in")} direction="in" t={t} />
      <SmallSide side={side("out")} direction="out" t={t} />
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
  const partyX = geometry.mirrored ? geometry.party.x + 4 : geometry.party.x + geometry.party.width - 4;
  const slotX = geometry.face + (geometry.mirrored ? -14 : 14);
  return (
    <g>
      <line
        x1={geometry.face}
        x2={geometry.face}
        y1={5}
        y2={side.height + 15}
        className="stroke-ink"
        strokeWidth={3}
      />
      {side.slots
        .filter(({ state }) => state !== "shut")
        .map(({ key, y }) => (
          <line
            key={key}
            x1={geometry.face}
            x2={geometry.face}
            y1={y - 6}
            y2={y + 6}
            className="stroke-sunken"
            strokeWidth={4}
          />
        ))}
      {side.lines.map((line) => {
        const strokes = lineStrokes(line, direction);
        const refused = line.verdict === "drop" || line.verdict === "reject";
        const dashes = refused
          ? "4 3"
          : line.verdict === "host" || line.verdict === "observed"
            ? "2 3"
            : undefined;
        return (
          <g
            key={line.key}
            className={refused ? "stroke-ink-3" : "stroke-ink"}
            fill="none"
            strokeWidth={1.25}
          >
            <path d={strokes.body} strokeDasharray={dashes} />
            <path d={strokes.end} strokeLinecap="round" strokeLinejoin="round" />
          </g>
        );
      })}
      {side.parties
        // Where nothing goes, there is nobody to name.
        .filter(({ party }) => direction === "in" || party.kind !== "others")
        .map(({ party, y }) => (
          <text
            key={party.key}
            x={partyX}
            y={y + 3.5}
            textAnchor={geometry.mirrored ? "start" : "end"}
            fontSize={11}
            className={party.kind === "others" ? "fill-ink-3" : "fill-ink"}
          >
            {partyWord(t, party, direction, alone)}
          </text>
        ))}
      {side.slots
        .filter(({ service, state }) => service !== null && state === "open")
        .map(({ key, service, y }) => (
          <text
            key={key}
            x={slotX}
            y={y + 3.5}
            textAnchor={geometry.mirrored ? "end" : "start"}
            fontSize={10}
            className="fill-ink-2"
          >
            {service?.kind === "all" ? t("service.all") : service?.label}
          </text>
        ))}
    </g>
  );
}
