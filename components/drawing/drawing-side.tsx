import { type PlacedSide, partyHeight } from "./drawing-layout";
import type { Drawing, Party } from "./drawing-types";
import { type DrawingTranslator, partyWord } from "./drawing-words";
import { LaneLine } from "./lane-line";

/** For what only repeats the lanes' sentences. */
export const decorative = { "aria-hidden": true } as const;

/** Longer texts would leave their box; the whole text is in the title and in the list. */
function shorten(text: string, width: number, perCharacter: number): string {
  let used = 0;
  let kept = "";
  for (const character of text) {
    // Wide scripts take about twice the room.
    used += /[\u1100-\uffef]/.test(character) ? perCharacter * 1.75 : perCharacter;
    if (used > width - perCharacter) return `${kept}…`;
    kept += character;
  }
  return kept;
}

/** As many addresses as fit whole, and how many there are beside them. */
function addressLine({ addresses, count }: Party, width: number, perCharacter: number): string {
  for (let shown = addresses.length; shown > 0; shown -= 1) {
    const text = addresses.slice(0, shown).join(" ");
    const more = count > shown ? ` +${count - shown}` : "";
    if ((text + more).length * perCharacter <= width) return text + more;
    if (shown === 1) return shorten(text, width - more.length * perCharacter, perCharacter) + more;
  }
  return "";
}

/** One side of the picture: parties, the lines, and the wall with its slots. */
export function DrawingSide({
  drawing,
  side,
  direction,
  t,
  hrefOf,
}: {
  drawing: Drawing;
  side: PlacedSide;
  direction: "in" | "out";
  t: DrawingTranslator;
  /** Where a lane's rule can be edited, or null: the lane is only focusable. */
  hrefOf: ((ruleId: string) => string) | null;
}) {
  const { geometry } = side;
  const alone = side.parties.length === 1;
  const inward = geometry.mirrored ? -1 : 1;
  return (
    <g>
      {side.lines.map((line) => (
        <LaneLine key={line.key} drawing={drawing} line={line} direction={direction} t={t} hrefOf={hrefOf} />
      ))}

      {side.parties.map(({ party, y }) => {
        const word = partyWord(t, party, direction, alone);
        const addresses =
          party.kind === "addresses" && party.count === 1
            ? ""
            : addressLine(party, geometry.party.width - 20, 6.7);
        return (
          <g key={party.key} {...decorative}>
            <rect
              x={geometry.party.x}
              y={y - partyHeight / 2}
              width={geometry.party.width}
              height={partyHeight}
              rx={4}
              className={
                party.kind === "others" ? "fill-none stroke-line-strong" : "fill-raised stroke-line-control"
              }
              strokeDasharray={party.kind === "others" ? "3 3" : undefined}
            />
            <text
              x={geometry.party.x + 12}
              y={addresses === "" ? y + 4.5 : y - 2}
              fontSize={13}
              className={party.kind === "others" ? "fill-ink-2" : "fill-ink font-medium"}
            >
              {shorten(word, geometry.party.width - 20, 7)}
            </text>
            {addresses !== "" && (
              <text x={geometry.party.x + 12} y={y + 13} fontSize={11} className="fill-ink-3 font-mono">
                {addresses}
              </text>
            )}
          </g>
        );
      })}

      <g {...decorative}>
        {side.slots.map((slot) => {
          // What is refused on its way out ends inside the wall: the word stands clear of its stub.
          const aside = geometry.mirrored && slot.state === "shut" ? 38 : 18;
          const x = geometry.face + aside * inward;
          const anchor = geometry.mirrored ? "end" : "start";
          const word =
            slot.service === null
              ? t(slot.state === "host" ? "slot.host" : "slot.rest")
              : slot.service.kind === "all"
                ? t("service.all")
                : slot.service.label;
          // What is only observed must not look open; the ports are in the sentence. So they are where a slot belongs to
          // one address, which tells it apart.
          const ports =
            slot.state === "observed"
              ? t("slot.observed")
              : slot.ownAddress !== null
                ? t("slot.on", { address: slot.ownAddress })
                : slot.service?.kind === "named"
                  ? slot.service.ports
                  : "";
          return (
            <g key={slot.key}>
              <text
                x={x}
                y={ports === "" ? slot.y + 4.5 : slot.y - 1}
                textAnchor={anchor}
                fontSize={13}
                className={slot.state === "open" ? "fill-ink font-medium" : "fill-ink-2"}
              >
                {shorten(word, 114, 7)}
              </text>
              {ports !== "" && (
                <text
                  x={x}
                  y={slot.y + 12}
                  textAnchor={anchor}
                  fontSize={10.5}
                  className={slot.state === "observed" ? "fill-pending font-medium" : "fill-ink-3 font-mono"}
                >
                  {shorten(ports, 116, 6.4)}
                </text>
              )}
            </g>
          );
        })}
        {wallPieces(side).map(([from, to]) => (
          <line
            key={from}
            x1={geometry.face}
            x2={geometry.face}
            y1={from}
            y2={to}
            className="stroke-ink"
            strokeWidth={4}
          />
        ))}
      </g>
    </g>
  );
}

/** Half the height of an open slot. */
const opening = 9;

/** The wall between the open slots, from the top of the side to its bottom. */
function wallPieces({ geometry, height, slots }: PlacedSide): [number, number][] {
  const pieces: [number, number][] = [];
  let from = geometry.top - 4;
  for (const slot of slots.filter(({ state }) => state !== "shut").sort((a, b) => a.y - b.y)) {
    if (slot.y - opening > from) pieces.push([from, slot.y - opening]);
    from = slot.y + opening;
  }
  const bottom = geometry.top + height + 4;
  if (bottom > from) pieces.push([from, bottom]);
  return pieces;
}
