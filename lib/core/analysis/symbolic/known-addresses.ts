import { lastAddressValue } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { type Prefix, prefixHolds, prefixOf, prefixRange } from "@/lib/core/net/prefix";
import type { PathHost } from "../path/path-host";
import { type AddressKind, addressKind, routeTo } from "../path/route-table";
import { broadcastPrefixes, loopbackPrefixes, multicastPrefixes } from "../predicate/address-type";
import type { NumberRange } from "../predicate/predicate";

/** What a host's own table says of every address of a family: each is of one kind. */
export type KnownAddresses = {
  readonly kinds: readonly (NumberRange & { readonly kind: AddressKind })[];
  /** The interface by which packets to all of these addresses leave; null where that is not known, or not one. */
  readonly wayTo: (range: NumberRange) => string | null;
  /** Interfaces that have an address of the family. */
  readonly interfaces: ReadonlySet<string>;
};

/** Prefixes at whose edges the kind of an address can change. */
function deciding({ addresses, routes }: PathHost, family: Family): Prefix[] {
  const special = [...multicastPrefixes, ...broadcastPrefixes, ...loopbackPrefixes];
  const own = (routes ?? []).filter(({ type }) => type !== "unicast").map(({ destination }) => destination);
  const holds = (outer: Prefix, inner: Prefix) => outer.length < inner.length && prefixHolds(outer, inner);
  // A longer route to others wins against a shorter one of the host's own.
  const others = (routes ?? [])
    .filter(({ type }) => type === "unicast")
    .map(({ destination }) => destination)
    .filter((destination) => own.some((prefix) => holds(prefix, destination)));
  const whole = addressBits(family);
  const held = addresses.flatMap(({ address, length }) => [
    prefixOf(address, length),
    prefixOf(address, whole),
  ]);
  return [...special, ...own, ...others, ...held].filter((prefix) => prefix.family === family);
}

/** The first address of every range in which the kind cannot change, in ascending order. */
function startsOf(host: PathHost, family: Family): readonly bigint[] {
  const most = lastAddressValue(family);
  const edges = deciding(host, family).flatMap((prefix) => {
    const { first, last } = prefixRange(prefix);
    // The last address of a network may mean everybody in it.
    return [first, last, last + 1n];
  });
  const sorted = [0n, ...edges].filter((value) => value <= most).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.filter((value, index) => index === 0 || value !== sorted[index - 1]);
}

function wayTo(host: PathHost, family: Family, { first, last }: NumberRange): string | null {
  const route = routeTo(host, { family, value: first });
  if (route === null || route === "not-read" || route.type !== "unicast") return null;
  const { destination } = route;
  const within = ({ value, length }: Prefix) => length > destination.length && first < value && value <= last;
  const parted = host.routes?.some((other) => within(other.destination)) ?? false;
  return parted || last > prefixRange(destination).last ? null : route.interface;
}

/** Null where nothing is known of the host. */
export function knownAddresses(host: PathHost | null, family: Family): KnownAddresses | null {
  if (host === null) return null;
  const kinds: (NumberRange & { kind: AddressKind })[] = [];
  const starts = startsOf(host, family);
  for (const [at, first] of starts.entries()) {
    const last = (starts[at + 1] ?? lastAddressValue(family) + 1n) - 1n;
    const kind = addressKind(host, { family, value: first });
    const before = kinds.at(-1);
    if (before?.kind === kind) kinds[kinds.length - 1] = { ...before, last };
    else kinds.push({ first, last, kind });
  }
  const interfaces = new Set(host.addresses.map((held) => held.interface));
  return { kinds, wayTo: (range) => wayTo(host, family, range), interfaces };
}

/** The ranges of some kinds. */
export function rangesOf(
  { kinds }: KnownAddresses,
  ...asked: readonly AddressKind[]
): readonly NumberRange[] {
  return kinds.filter(({ kind }) => asked.includes(kind));
}
