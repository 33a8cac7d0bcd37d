import { Disclosure } from "../ui/disclosure";
import { hasRest, layoutSide, sideHeight } from "./drawing-layout";
import { DrawingSide, decorative } from "./drawing-side";
import type { Drawing } from "./drawing-types";
import { answersSentence, type DrawingTranslator, laneSentence, restSentence } from "./drawing-words";

type Props = {
  drawing: Drawing;
  t: DrawingTranslator;
  /** The VPS's name, on the lintel of the gate. */
  name: string;
  /** Where a lane's rule can be edited; null where the picture only shows. */
  hrefOf?: ((ruleId: string) => string) | null;
  /** `auto` picks by the room there is; the others are for places that know. */
  form?: "auto" | "wide" | "compact";
};

/**
 * The ruleset as a picture: who is on the left, the VPS is the gate in the middle with one slot per open service, the
 * outside is on the right. Lines that are refused end at the wall. Server-renderable; every lane can be focused and is
 * read out as a sentence, and the same sentences stand in the list below.
 */
export function RulesetDrawing({ drawing, t, name, hrefOf = null, form = "auto" }: Props) {
  return (
    <figure className="@container flex flex-col gap-3">
      {form !== "compact" && (
        <div className={form === "auto" ? "hidden @2xl:block" : undefined}>
          <WideDrawing drawing={drawing} t={t} name={name} hrefOf={hrefOf} />
        </div>
      )}
      {form !== "wide" && (
        <div className={form === "auto" ? "mx-auto w-full max-w-md @2xl:hidden" : undefined}>
          <CompactDrawing drawing={drawing} t={t} name={name} hrefOf={hrefOf} />
        </div>
      )}
      <figcaption className="flex flex-col gap-1 text-12 text-ink-2">
        <p>{answersSentence(t, drawing.answers.in, "in")}</p>
        <p>{answersSentence(t, drawing.answers.out, "out")}</p>
        <p>{t(`forward.${drawing.rest.forward}`)}</p>
        {drawing.families.length === 1 && <p>{t("oneFamily")}</p>}
        <Disclosure title={t("asList")}>
          <ul className="mt-1 list-disc pl-5">
            {drawing.lanes.map((lane) => (
              <li key={lane.key}>{laneSentence(t, lane, drawing)}</li>
            ))}
            {(["in", "out"] as const).map(
              (direction) =>
                hasRest(drawing, direction) && <li key={direction}>{restSentence(t, drawing, direction)}</li>,
            )}
          </ul>
        </Disclosure>
      </figcaption>
    </figure>
  );
}

type Inner = Required<Omit<Props, "form">>;

const lintel = 40;

function WideDrawing({ drawing, t, name, hrefOf }: Inner) {
  const height = Math.max(sideHeight(drawing, "in"), sideHeight(drawing, "out"));
  const top = lintel + 8;
  const gate = { left: 314, right: 566 };
  const into = layoutSide(
    drawing,
    "in",
    { top, party: { x: 1, width: 206 }, face: gate.left, mirrored: false },
    height,
  );
  const out = layoutSide(
    drawing,
    "out",
    { top, party: { x: 673, width: 206 }, face: gate.right, mirrored: true },
    height,
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of lanes inside a picture has no HTML element of its own
    <svg
      viewBox={`0 0 880 ${top + height + 14}`}
      role="group"
      aria-label={t("label", { name })}
      className="block w-full font-sans"
    >
      <Gate x={gate.left} width={gate.right - gate.left} top={top} height={height} name={name} />
      <text x={1} y={24} fontSize={11} className="fill-ink-3" {...decorative}>
        {t("side.in")}
      </text>
      <text x={879} y={24} fontSize={11} textAnchor="end" className="fill-ink-3" {...decorative}>
        {t("side.out")}
      </text>
      <DrawingSide drawing={drawing} side={into} direction="in" t={t} hrefOf={hrefOf} />
      <DrawingSide drawing={drawing} side={out} direction="out" t={t} hrefOf={hrefOf} />
    </svg>
  );
}

/** For narrow places: first who comes in, below it what goes out. */
function CompactDrawing({ drawing, t, name, hrefOf }: Inner) {
  const heightIn = sideHeight(drawing, "in");
  const heightOut = sideHeight(drawing, "out");
  const topIn = lintel + 8;
  const topOut = topIn + heightIn + 14 + lintel + 16;
  const into = layoutSide(
    drawing,
    "in",
    { top: topIn, party: { x: 1, width: 142 }, face: 204, mirrored: false },
    heightIn,
  );
  const out = layoutSide(
    drawing,
    "out",
    { top: topOut, party: { x: 217, width: 142 }, face: 156, mirrored: true },
    heightOut,
  );
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of lanes inside a picture has no HTML element of its own
    <svg
      viewBox={`0 0 360 ${topOut + heightOut + 14}`}
      role="group"
      aria-label={t("label", { name })}
      className="block w-full font-sans"
    >
      <text x={1} y={24} fontSize={11} className="fill-ink-3" {...decorative}>
        {t("side.in")}
      </text>
      <Gate x={204} width={155} top={topIn} height={heightIn} name={name} />
      <DrawingSide drawing={drawing} side={into} direction="in" t={t} hrefOf={hrefOf} />
      <text
        x={359}
        y={topOut - lintel + 16}
        fontSize={11}
        textAnchor="end"
        className="fill-ink-3"
        {...decorative}
      >
        {t("side.out")}
      </text>
      <Gate x={1} width={155} top={topOut} height={heightOut} name={name} />
      <DrawingSide drawing={drawing} side={out} direction="out" t={t} hrefOf={hrefOf} />
    </svg>
  );
}

function Gate(props: { x: number; width: number; top: number; height: number; name: string }) {
  const { x, width, top, height, name } = props;
  return (
    <g {...decorative}>
      <rect x={x} y={top - 4} width={width} height={height + 8} className="fill-sunken" />
      <line
        x1={x - 12}
        x2={x + width + 12}
        y1={top - 6}
        y2={top - 6}
        className="stroke-ink"
        strokeWidth={4}
      />
      <text
        x={x + width / 2}
        y={top - 18}
        textAnchor="middle"
        fontSize={13}
        className="fill-ink font-semibold"
      >
        {name.length > 28 ? `${name.slice(0, 27)}…` : name}
      </text>
    </g>
  );
}
