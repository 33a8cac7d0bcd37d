import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { addressBits, type Family } from "@/lib/core/net/family";
import { mergeRanges, setToPrefixes } from "@/lib/core/net/interval-set";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { type AddressRange, type Prefix, prefixOf } from "@/lib/core/net/prefix";
import type { Policy, ServiceObject } from "@/lib/core/policy/schema";

/** One family's view of a policy: names resolved to what that family can match. */
export type Scope = {
  readonly family: Family;
  readonly policy: Policy;
  readonly facts: HostFacts | null;
  /** Prefixes of a network object in this family; `null` for everybody; an empty list where it has none. */
  readonly network: (name: string) => readonly Prefix[] | null;
  /** The service object of a name; null for every protocol and port. */
  readonly service: (name: string) => ServiceObject | null;
  /** One of the VPS's own addresses in this family, or null where the address is of the other family. */
  readonly ownAddress: (text: string) => Prefix | null;
};

/** Longer lists are merged into the fewest prefixes; shorter ones stay in the operator's order and words. */
const keptAsWritten = 256;

/** The prefixes of entries, without those that an earlier or wider one covers. */
function prefixesOf(entries: readonly string[], family: Family): readonly Prefix[] {
  const parsed = entries.flatMap((text) => {
    const entry = parseNetworkEntry(text);
    return "fault" in entry || entry.range.family !== family ? [] : [entry];
  });
  if (parsed.length > keptAsWritten) return setToPrefixes(mergeRanges(parsed.map(({ range }) => range)));
  const inside = (one: AddressRange, other: AddressRange) =>
    other.first <= one.first && one.last <= other.last;
  return parsed
    .filter(
      ({ range }, at) =>
        !parsed.some(
          (other, otherAt) =>
            otherAt !== at && inside(range, other.range) && (otherAt < at || !inside(other.range, range)),
        ),
    )
    .flatMap(({ prefixes }) => prefixes);
}

/** Resolves a checked policy for one family. Names that are defined nowhere were refused before. */
export function scopeOf(family: Family, policy: Policy, facts: HostFacts | null): Scope {
  const services = new Map(policy.services.map((service) => [service.name, service]));
  const entries = new Map(policy.networks.map((network) => [network.name, network.entries]));
  if (facts?.connection) entries.set("panel", [facts.connection.panelAddress]);
  const resolved = new Map<string, readonly Prefix[]>();
  return {
    family,
    policy,
    facts,
    network(name) {
      if (name === "anyone") return null;
      const known = resolved.get(name) ?? prefixesOf(entries.get(name) ?? [], family);
      resolved.set(name, known);
      return known;
    },
    service: (name) => services.get(name) ?? null,
    ownAddress(text) {
      const address = parseAddress(text);
      return address === null || address.family !== family ? null : prefixOf(address, addressBits(family));
    },
  };
}
