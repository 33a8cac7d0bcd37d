import { type LineSet, lineSet, type Span } from "./line-set";
import { commonKey, type Piece } from "./piece";

/** Services for which the same pieces, of one family or of both, say the same. */
export type Share = { readonly pieces: readonly Piece[]; readonly services: LineSet };

function grouped(pieces: readonly Piece[]): Piece[][] {
  const groups = new Map<string, Piece[]>();
  for (const piece of pieces) {
    const key = commonKey(piece);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [piece]);
    else group.push(piece);
  }
  return [...groups.values()];
}

/** The services of some pieces cut where any of them begins or ends; what the same pieces hold stands together. */
function shares(pieces: readonly Piece[]): Share[] {
  const edges = new Map<bigint, { starts: number[]; ends: number[] }>();
  const edge = (at: bigint) => {
    const known = edges.get(at) ?? { starts: [], ends: [] };
    edges.set(at, known);
    return known;
  };
  for (const [index, { services }] of pieces.entries()) {
    for (const { first, last } of services) {
      edge(first).starts.push(index);
      edge(last + 1n).ends.push(index);
    }
  }
  const found = new Map<string, { holders: readonly number[]; spans: Span[] }>();
  const holding = new Set<number>();
  let from = 0n;
  for (const [at, { starts, ends }] of [...edges].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    if (holding.size > 0 && at > from) {
      const holders = [...holding].toSorted((a, b) => a - b);
      const key = holders.join();
      const share = found.get(key) ?? { holders, spans: [] };
      share.spans.push({ first: from, last: at - 1n });
      found.set(key, share);
    }
    for (const index of ends) holding.delete(index);
    for (const index of starts) holding.add(index);
    from = at;
  }
  return [...found.values()].map(({ holders, spans }) => ({
    pieces: holders.map((index) => pieces[index] as Piece),
    services: lineSet(spans),
  }));
}

/**
 * Puts the two families' pieces together where they differ in nothing but the addresses. `fits` says whether a share of
 * both is told in fewer words together than apart; what does not fit goes back to its piece.
 */
export function joinFamilies(pieces: readonly Piece[], fits: (share: Share) => boolean): Share[] {
  return grouped(pieces).flatMap((group) => {
    if (new Set(group.map(({ family }) => family)).size < 2) return group.map(alone);
    const [together, apart]: [Share[], Map<Piece, Span[]>] = [[], new Map()];
    for (const share of shares(group)) {
      if (share.pieces.length > 1 && fits(share)) together.push(share);
      else
        for (const piece of share.pieces) apart.set(piece, [...(apart.get(piece) ?? []), ...share.services]);
    }
    return [
      ...together,
      ...[...apart].map(([piece, spans]): Share => ({ pieces: [piece], services: lineSet(spans) })),
    ];
  });
}

function alone(piece: Piece): Share {
  return { pieces: [piece], services: piece.services };
}
