import { formatAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { type AddressRange, shortPrefix } from "@/lib/core/net/prefix";
import {
  addressLine,
  addressRange,
  entriesLine,
  everyAddress,
  type ImpossibleAddresses,
  possibleAddresses,
} from "./address-line";
import { common, type LineSet, type Span } from "./line-set";
import type { AddressTerm, MeaningNames, Told } from "./meaning";
import { lengthOf, type Named, namesInOrder, tellSet } from "./tell-set";

/** A range for people: an address, a prefix, or `first–last` where no single prefix is the same. */
function rangeText(span: Span): string {
  const { family, first, last } = addressRange(span);
  const size = last - first + 1n;
  const isPrefix = (size & (size - 1n)) === 0n && first % size === 0n;
  if (!isPrefix) return [first, last].map((value) => formatAddress({ family, value })).join("–");
  const length = addressBits(family) - (size.toString(2).length - 1);
  return shortPrefix({ family, value: first, length });
}

/** Networks and the panel as sets that have a name. */
function namedAddresses({ networks, panel }: AddressNames): Named<AddressTerm>[] {
  const named: Named<AddressTerm>[] = networks.map(({ name, entries }) => ({
    term: { kind: "network", name },
    set: entriesLine(entries),
  }));
  if (panel !== null) named.push({ term: { kind: "panel", address: panel }, set: entriesLine([panel]) });
  return named;
}

const termsOf = (rest: LineSet) =>
  rest.map((span): AddressTerm => ({ kind: "addresses", text: rangeText(span) }));

export type AddressNames = Pick<MeaningNames, "networks" | "panel">;

/**
 * Tells some of the addresses that were asked about by the names of networks: these, or all that were asked about but
 * these. A name stands for what it holds of them. A family stands for all of its addresses.
 */
export function tellSome(
  some: readonly AddressRange[],
  asked: readonly AddressRange[] | Family,
  names: AddressNames,
): Told<AddressTerm> {
  const everything = typeof asked === "number" ? everyAddress([asked]) : addressLine(asked);
  const clipped = namedAddresses(names).map(({ term, set }) => ({ term, set: common(set, everything) }));
  const { except, named, rest } = tellSet(addressLine(some), everything, namesInOrder(clipped));
  return { except, terms: [...named, ...termsOf(rest)] };
}

/** Tells addresses of some families; `length` is how many terms that takes. */
export type AddressTeller = (
  set: LineSet,
  families: readonly Family[],
  but: ImpossibleAddresses,
) => { readonly told: Told<AddressTerm>; readonly length: number };

/** Tells sets of addresses by the names of networks. */
export function addressTeller(names: AddressNames): AddressTeller {
  const named = namedAddresses(names);
  const known = new Map<string, { everything: LineSet; names: readonly Named<AddressTerm>[] }>();
  const seenBy = (families: readonly Family[], but: ImpossibleAddresses) => {
    const key = `${families.join()} ${but}`;
    let seen = known.get(key);
    if (seen === undefined) {
      const everything = possibleAddresses(null, families, but);
      const names = named.map(({ term, set }) => ({ term, set: common(set, everything) }));
      seen = { everything, names: namesInOrder(names) };
      known.set(key, seen);
    }
    return seen;
  };
  return (set, families, but) => {
    const { everything, names } = seenBy(families, but);
    const told = tellSet(set, everything, names);
    return {
      told: { except: told.except, terms: [...told.named, ...termsOf(told.rest)] },
      length: lengthOf(told),
    };
  };
}
