type SparklineProps = {
  /** Null: not known, and left open. */
  values: readonly (number | null)[];
  /** So many values fill the width; fewer begin at the right. */
  most: number;
  /** The same in words. */
  label: string;
};

const width = 96;
const height = 20;

/** The pieces of a line between gaps, each as points. */
function pieces(values: readonly (number | null)[], most: number): string[] {
  const top = Math.max(...values.map((value) => value ?? 0)) || 1;
  const start = most - values.length;
  const found: string[][] = [[]];
  for (const [at, value] of values.entries()) {
    if (value === null) found.push([]);
    else {
      const x = ((start + at) / Math.max(1, most - 1)) * width;
      const y = height - 1 - (value / top) * (height - 2);
      found.at(-1)?.push(`${x.toFixed(1)},${y.toFixed(1)}`);
    }
  }
  return found.filter((piece) => piece.length > 0).map((piece) => piece.join(" "));
}

/** A small line of how a number went. It says nothing that its label does not say. */
export function Sparkline({ values, most, label }: SparklineProps) {
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${width} ${height}`}
      className="h-5 w-24 shrink-0 text-ink-2"
      preserveAspectRatio="none"
    >
      <line x1="0" y1={height - 0.5} x2={width} y2={height - 0.5} className="stroke-line-strong" />
      {pieces(values.slice(-most), most).map((points) => (
        <polyline
          key={points}
          points={points}
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          strokeLinejoin="round"
          vectorEffect="non-scaling-stroke"
        />
      ))}
    </svg>
  );
}
