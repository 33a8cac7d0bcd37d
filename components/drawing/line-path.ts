import type { PlacedLine } from "./drawing-layout";

/** How far before the wall a dropped line is cut. */
const cutBefore = 16;

/**
 * The strokes of one line. Shape tells the verdict: an accepted line runs on through the slot and ends in an arrow
 * head, a dropped one is cut before the wall, a rejected one touches the wall and comes back, and one that is only
 * observed runs through an eye; an arrow head follows only where all of it passes. What goes out leaves
 * through the wall, so it is drawn from the wall to the party.
 */
export type LineStrokes = {
  readonly body: string;
  /** The end: arrow head, cut bar, bounce or eye. */
  readonly end: string;
};

/** An eye, around a point: what is only observed is looked at before the wall, and goes on. */
const eye = (x: number, y: number) =>
  `M ${x - 7} ${y} Q ${x} ${y - 8}, ${x + 7} ${y} Q ${x} ${y + 8}, ${x - 7} ${y} Z M ${x - 1.5} ${y} a 1.5 1.5 0 1 0 3 0 a 1.5 1.5 0 1 0 -3 0`;

/** From the middle of the eye to the wall, and to where the line goes on. */
const eyeAt = 16;
const eyeRoom = 9;

const arrow = (x: number, y: number, toward: 1 | -1) =>
  `M ${x - 6 * toward} ${y - 4} L ${x} ${y} L ${x - 6 * toward} ${y + 4}`;

/** Strokes for a line that comes in: from the party to the wall and, when open, through it. */
function inbound({ from, to, verdict }: PlacedLine): LineStrokes {
  const middle = (from.x + to.x) / 2;
  if (verdict === "observed") {
    const at = to.x - eyeAt;
    const bend = `M ${from.x} ${from.y} C ${middle} ${from.y}, ${middle} ${to.y}, ${at - eyeRoom} ${to.y}`;
    return { body: `${bend} M ${at + eyeRoom} ${to.y} L ${to.x + 8} ${to.y}`, end: eye(at, to.y) };
  }
  const stop = verdict === "drop" ? to.x - cutBefore : verdict === "reject" ? to.x - 3 : to.x + 8;
  const bend = `M ${from.x} ${from.y} C ${middle} ${from.y}, ${middle} ${to.y}, ${Math.min(stop, to.x - 10)} ${to.y}`;
  const body = `${bend} L ${stop} ${to.y}`;
  switch (verdict) {
    case "drop":
      return { body, end: `M ${stop} ${to.y - 6} L ${stop} ${to.y + 6}` };
    case "reject":
      return {
        body,
        end: `M ${stop} ${to.y} Q ${stop - 4} ${to.y + 9}, ${stop - 18} ${to.y + 9} ${arrow(stop - 20, to.y + 9, -1)}`,
      };
    case "accept":
    case "host":
      return { body, end: arrow(stop, to.y, 1) };
  }
}

/** Strokes for a line that goes out: from inside the wall to the party; a refused one ends at the wall's inner side. */
function outbound({ from, to, verdict, lane }: PlacedLine): LineStrokes {
  const middle = (from.x + to.x) / 2;
  if (verdict === "observed") {
    const at = to.x + eyeAt;
    const bend = `M ${at + eyeRoom} ${to.y} C ${middle} ${to.y}, ${middle} ${from.y}, ${from.x - 2} ${from.y}`;
    const passes = lane === null ? ` ${arrow(from.x - 2, from.y, 1)}` : "";
    return { body: `M ${to.x - 8} ${to.y} L ${at - eyeRoom} ${to.y} ${bend}${passes}`, end: eye(at, to.y) };
  }
  if (verdict === "drop") {
    // Nothing crosses the wall: the stub ends inside, the rest of the way stays empty.
    return {
      body: `M ${to.x - 30} ${to.y} L ${to.x - 12} ${to.y}`,
      end: `M ${to.x - 12} ${to.y - 6} L ${to.x - 12} ${to.y + 6}`,
    };
  }
  if (verdict === "reject") {
    return {
      body: `M ${to.x - 30} ${to.y - 4} L ${to.x - 4} ${to.y - 4}`,
      end: `M ${to.x - 4} ${to.y - 4} Q ${to.x - 6} ${to.y + 5}, ${to.x - 20} ${to.y + 5} ${arrow(to.x - 22, to.y + 5, -1)}`,
    };
  }
  return {
    body: `M ${to.x - 8} ${to.y} L ${to.x + 10} ${to.y} C ${middle} ${to.y}, ${middle} ${from.y}, ${from.x - 2} ${from.y}`,
    end: arrow(from.x - 2, from.y, 1),
  };
}

/** The strokes of one line in SVG path data. */
export function lineStrokes(line: PlacedLine, direction: "in" | "out"): LineStrokes {
  return direction === "in" ? inbound(line) : outbound(line);
}
