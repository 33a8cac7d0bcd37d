import type { Drawing, Lane, LaneService, LaneVerdict, OutRest, Party } from "./drawing-types";

/** Where the columns of one side stand, in SVG units; `face` is the wall that the lines run to. */
export type SideGeometry = {
  readonly top: number;
  readonly party: { readonly x: number; readonly width: number };
  readonly face: number;
  /** Right of the face for what comes in, left of it for what goes out. */
  readonly mirrored: boolean;
};

export type PlacedParty = { readonly party: Party; readonly y: number };

/** One row of the wall: an open or shut slot, or (service null) the wall itself for everything else. */
export type PlacedSlot = {
  readonly key: string;
  readonly service: LaneService | null;
  readonly state: "open" | "shut" | "host" | "observed";
  /** The VPS's own address that the slot is for, or null for all of them. */
  readonly ownAddress: string | null;
  readonly y: number;
};

export type PlacedLine = {
  readonly key: string;
  /** Null: the line of everything that no lane names. */
  readonly lane: Lane | null;
  readonly verdict: LaneVerdict | "host";
  readonly from: { readonly x: number; readonly y: number };
  readonly to: { readonly x: number; readonly y: number };
};

export type PlacedSide = {
  readonly geometry: SideGeometry;
  readonly height: number;
  readonly parties: readonly PlacedParty[];
  readonly slots: readonly PlacedSlot[];
  readonly lines: readonly PlacedLine[];
};

export const partyHeight = 40;
const partyPitch = 52;
const slotPitch = 36;
/** Lines that start at one party are this far apart. */
const lineSpread = 6;

const others: Party = { key: "others", kind: "others", name: null, addresses: [], count: 0 };

/** Whether anything is left that no lane names: not where one already lets everybody have everything. */
export function hasRest(drawing: Drawing, direction: "in" | "out"): boolean {
  return !drawing.lanes.some(
    (lane) =>
      lane.direction === direction &&
      lane.verdict !== "observed" &&
      lane.party.kind === "anyone" &&
      lane.service.kind === "all" &&
      lane.user === null &&
      lane.ownAddress === null &&
      lane.families.length === drawing.families.length,
  );
}

/** Whether what comes to it gets through. */
function stateOf(verdict: LaneVerdict | OutRest): PlacedSlot["state"] {
  if (verdict === "host" || verdict === "observed") return verdict;
  return verdict === "accept" ? "open" : "shut";
}

const slotKey = (lane: Lane) =>
  [lane.service.key, stateOf(lane.verdict), lane.ownAddress ?? "", lane.user ?? ""].join("|");

/** The height that a side needs for its parties and slots. */
export function sideHeight(drawing: Drawing, direction: "in" | "out"): number {
  const lanes = drawing.lanes.filter((lane) => lane.direction === direction);
  const rest = hasRest(drawing, direction) ? 1 : 0;
  const parties = new Set(lanes.map((lane) => lane.party.key)).size + rest;
  const slots = new Set(lanes.map(slotKey)).size + rest;
  return Math.max(parties * partyPitch, slots * slotPitch, partyPitch);
}

/** Places one side of the picture: parties in the order of the rules, slots by the parties they serve, the rest last. */
export function layoutSide(
  drawing: Drawing,
  direction: "in" | "out",
  geometry: SideGeometry,
  height: number,
): PlacedSide {
  const lanes = drawing.lanes.filter((lane) => lane.direction === direction);
  const withRest = hasRest(drawing, direction);
  const parties = [...new Map(lanes.map((lane) => [lane.party.key, lane.party])).values()]
    // The most trusted stand first; everybody comes after those who have a name.
    .sort((a, b) => Number(a.kind === "anyone") - Number(b.kind === "anyone"));
  if (withRest) parties.push(others);
  const rankOf = new Map(parties.map((party, index) => [party.key, index]));

  const bySlot = new Map<string, Lane[]>();
  for (const lane of lanes) bySlot.set(slotKey(lane), [...(bySlot.get(slotKey(lane)) ?? []), lane]);
  const rank = (group: readonly Lane[]) =>
    group.reduce((sum, lane) => sum + (rankOf.get(lane.party.key) ?? 0), 0) / group.length;
  const groups = [...bySlot].sort(([, a], [, b]) => rank(a) - rank(b));

  const row = (index: number, count: number) => geometry.top + (height * (index + 0.5)) / count;
  const rows = groups.length + (withRest ? 1 : 0);
  const slots: PlacedSlot[] = groups.map(([key, group], index) => ({
    key,
    service: group[0]?.service ?? null,
    state: stateOf(group[0]?.verdict ?? "drop"),
    ownAddress: group[0]?.ownAddress ?? null,
    y: row(index, rows),
  }));
  const rest = drawing.rest[direction];
  if (withRest) {
    const y = row(rows - 1, rows);
    slots.push({ key: "rest", service: null, state: stateOf(rest), ownAddress: null, y });
  }

  const placed = parties.map((party, index) => ({ party, y: row(index, parties.length) }));
  const slotAt = new Map(slots.map((slot) => [slot.key, slot.y]));
  const partyAt = new Map(placed.map(({ party, y }) => [party.key, y]));
  const from = geometry.mirrored ? geometry.party.x : geometry.party.x + geometry.party.width;
  const lines: PlacedLine[] = [];
  for (const party of parties) {
    const own = lanes
      .filter((lane) => lane.party.key === party.key)
      .sort((a, b) => (slotAt.get(slotKey(a)) ?? 0) - (slotAt.get(slotKey(b)) ?? 0));
    // What goes out meets at one arrow head; what comes in starts apart.
    const spread = geometry.mirrored
      ? 0
      : Math.min(lineSpread, (partyHeight - 12) / Math.max(own.length - 1, 1));
    for (const [index, lane] of own.entries()) {
      const shift = (index - (own.length - 1) / 2) * spread;
      lines.push({
        key: lane.key,
        lane,
        verdict: lane.verdict,
        from: { x: from, y: (partyAt.get(party.key) ?? 0) + shift },
        to: { x: geometry.face, y: slotAt.get(slotKey(lane)) ?? 0 },
      });
    }
  }
  if (withRest) {
    lines.push({
      key: "rest",
      lane: null,
      verdict: rest,
      from: { x: from, y: partyAt.get("others") ?? 0 },
      to: { x: geometry.face, y: slotAt.get("rest") ?? 0 },
    });
  }
  return { geometry, height, parties: placed, slots, lines };
}
