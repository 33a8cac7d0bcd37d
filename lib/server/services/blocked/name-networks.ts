import { parseAddress } from "@/lib/core/net/address";
import { type Family, families } from "@/lib/core/net/family";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import type { AddressRange } from "@/lib/core/net/prefix";
import type { NetworkObject } from "@/lib/core/policy/schema";

type Named = AddressRange & { readonly name: string };

/** From this address on, until the next piece, the name is that of the smallest range; null: of none. */
type Piece = { readonly from: bigint; readonly name: string | null };

const size = ({ first, last }: AddressRange) => last - first;

function smallest(open: ReadonlySet<Named>): Named | null {
  let best: Named | null = null;
  for (const range of open) if (best === null || size(range) < size(best)) best = range;
  return best;
}

/** The line of addresses cut where a range begins or ends. */
function piecesOf(ranges: readonly Named[]): readonly Piece[] {
  const cuts = new Map<bigint, { readonly begins: Named[]; readonly ends: Named[] }>();
  const cutAt = (at: bigint) => {
    const cut = cuts.get(at) ?? { begins: [], ends: [] };
    cuts.set(at, cut);
    return cut;
  };
  for (const range of ranges) {
    cutAt(range.first).begins.push(range);
    cutAt(range.last + 1n).ends.push(range);
  }
  const open = new Set<Named>();
  return [...cuts]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([from, { begins, ends }]) => {
      for (const range of ends) open.delete(range);
      for (const range of begins) open.add(range);
      return { from, name: smallest(open)?.name ?? null };
    });
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

/**
 * Says of an address which network object it belongs to, by name: the one with the smallest entry that holds it; null:
 * none. Lists are long and asked often, so they are sorted once.
 */
export function networkNames(networks: readonly NetworkObject[]): (address: string) => string | null {
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
