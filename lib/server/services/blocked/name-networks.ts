import { parseAddress } from "@/lib/core/net/address";
import { type Family, families } from "@/lib/core/net/family";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { NetworkObject } from "@/lib/core/policy/schema";

type Named = AddressRange & { readonly name: string };

/** From this address on, until the next piece, the name is that of the smallest range; null: of none. */
type Piece = { readonly from: bigint; readonly name: string | null };

const size = ({ first, last }: AddressRange) => last - first;

const compare = (one: bigint, other: bigint) => (one < other ? -1 : one > other ? 1 : 0);

/** The line of addresses cut where a range begins or ends; the smallest range first, each piece is named once. */
function piecesOf(ranges: readonly Named[]): readonly Piece[] {
  const cuts = [...new Set(ranges.flatMap(({ first, last }) => [first, last + 1n]))].sort(compare);
  const placeOf = new Map(cuts.map((from, place) => [from, place]));
  const names: (string | null)[] = cuts.map(() => null);
  // From a place to the first one behind it that has no name yet, in steps that grow shorter as they are taken.
  const next = [...names.keys(), names.length];
  const unnamed = (from: number): number => {
    let place = from;
    for (let after = next[place] ?? place; after !== place; after = next[place] ?? place) {
      next[place] = next[after] ?? after;
      place = after;
    }
    return place;
  };
  for (const { first, last, name } of ranges.toSorted((one, other) => compare(size(one), size(other)))) {
    const end = placeOf.get(last + 1n) ?? 0;
    for (let place = unnamed(placeOf.get(first) ?? end); place < end; place = unnamed(place)) {
      names[place] = name;
      next[place] = place + 1;
    }
  }
  return cuts.map((from, place) => ({ from, name: names[place] ?? null }));
}

function nameAt(pieces: readonly Piece[], value: bigint): string | null {
  let [low, high] = [0, pieces.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.from ?? 0n) <= value) low = middle + 1;
    else high = middle;
  }
  return pieces[low - 1]?.name ?? null;
}

type NameOf = (address: string) => string | null;

function makeNames(networks: readonly NetworkObject[]): NameOf {
  const ranges = networks.flatMap(({ name, entries }) =>
    entries.flatMap((entry) => {
      const read = parseNetworkEntry(entry);
      return "fault" in read ? [] : [{ ...read.range, name }];
    }),
  );
  const pieces = new Map<Family, readonly Piece[]>(
    families.map((family) => [family, piecesOf(ranges.filter((range) => range.family === family))]),
  );
  return (text) => {
    const address = parseAddress(text);
    return address && nameAt(pieces.get(address.family) ?? [], address.value);
  };
}

let last: { readonly written: string; readonly nameOf: NameOf } | null = null;

/**
 * Says of an address which network object it belongs to, by name: the one with the smallest entry that holds it; null:
 * none. Lists are long, asked each second and seldom changed: they are sorted once.
 */
export function networkNames(networks: readonly NetworkObject[]): NameOf {
  const written = JSON.stringify(networks.map(({ name, entries }) => [name, entries]));
  if (last?.written !== written) last = { written, nameOf: makeNames(networks) };
  return last.nameOf;
}
