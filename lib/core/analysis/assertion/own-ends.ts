import { lastAddressValue, parseAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { type IntervalSet, mergeRanges, subtractRanges } from "@/lib/core/net/interval-set";
import { type AddressRange, type Prefix, prefixOf, prefixRange } from "@/lib/core/net/prefix";
import type { PathHost } from "../path/path-host";
import { broadcastPrefixes, loopbackPrefixes, multicastPrefixes } from "../predicate/address-type";

function prefix(text: string, length: number): Prefix {
  const address = parseAddress(text);
  if (address === null) throw new RangeError(text);
  return prefixOf(address, length);
}

/** Addresses that no router hands on (RFC 3927, RFC 4291), and those that are no one's (RFC 1112, RFC 4291). */
const linkLocal = [prefix("169.254.0.0", 16), prefix("fe80::", 10)];
const nobodys = [prefix("240.0.0.0", 4), prefix("::", 128)];

const rangesOf = (prefixes: readonly Prefix[], family: Family) =>
  prefixes.filter((one) => one.family === family).map(prefixRange);

function without(family: Family, ...lists: readonly (readonly Prefix[])[]): IntervalSet {
  const all = [{ family, first: 0n, last: lastAddressValue(family) }];
  return subtractRanges(all, mergeRanges(lists.flatMap((list) => rangesOf(list, family))));
}

/** Addresses that one host has, in some network. */
export function unicastRanges(family: Family): IntervalSet {
  return without(family, broadcastPrefixes, loopbackPrefixes, multicastPrefixes, nobodys);
}

/** Addresses from which somebody elsewhere can speak. */
export function farRanges(family: Family): IntervalSet {
  return without(family, broadcastPrefixes, loopbackPrefixes, multicastPrefixes, nobodys, linkLocal);
}

/** Addresses of many at once. */
export function sharedRanges(family: Family): IntervalSet {
  return mergeRanges(rangesOf([...multicastPrefixes, prefix("255.255.255.255", 32)], family));
}

function inLinkLocal({ family, first }: AddressRange): boolean {
  return rangesOf(linkLocal, family).some((range) => range.first <= first && first <= range.last);
}

/** The host's own side of a question: an interface (null: each but the loopback) and addresses (null: not known). */
export type OwnEnd = { readonly interface: string | null; readonly addresses: IntervalSet | null };

type Own = { readonly interface: string; readonly range: AddressRange };

function ownOf(host: PathHost): readonly Own[] {
  return host.addresses
    .filter((each) => each.interface !== "lo")
    .map(({ interface: name, address }) => ({
      interface: name,
      range: prefixRange(prefixOf(address, addressBits(address.family))),
    }));
}

/** Every address of the host, on whatever interface. */
export function everyOwnEnd(host: PathHost | null): OwnEnd {
  const addresses = host && mergeRanges(ownOf(host).map(({ range }) => range));
  return { interface: null, addresses };
}

/**
 * The interfaces that lead outside, with their addresses: those of default routes; where there is none, or routes were
 * not read, all that have an address. Link-local addresses are left out: nobody far away can name them.
 */
export function outsideEnds(host: PathHost | null): readonly OwnEnd[] {
  if (host === null) return [{ interface: null, addresses: null }];
  const own = ownOf(host).filter(({ range }) => !inLinkLocal(range));
  const leading = (host.routes ?? [])
    .filter(({ destination, type }) => destination.length === 0 && type === "unicast")
    .flatMap((route) => route.interface ?? []);
  const names = new Set(own.map((one) => one.interface));
  const chosen = [...names].filter((name) => leading.includes(name));
  return (chosen.length > 0 ? chosen : [...names]).map((name) => ({
    interface: name,
    addresses: mergeRanges(own.filter((one) => one.interface === name).map(({ range }) => range)),
  }));
}

/**
 * Addresses that somebody else can have: not the host's own, which nobody outside has whatever a forged packet claims, and
 * in IPv6 neither the loopback nor none at all. Null: every address.
 */
export function othersRanges(family: Family, host: PathHost | null): IntervalSet | null {
  const own = everyOwnEnd(host).addresses ?? [];
  const never = family === 6 ? rangesOf([...loopbackPrefixes, ...nobodys], family) : [];
  const out = mergeRanges([...own.filter((range) => range.family === family), ...never]);
  return out.length === 0
    ? null
    : subtractRanges([{ family, first: 0n, last: lastAddressValue(family) }], out);
}
