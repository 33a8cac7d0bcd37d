import { pathHost } from "@/lib/core/analysis/path/path-host";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import { type Family, families } from "@/lib/core/net/family";
import type { Policy } from "@/lib/core/policy/schema";
import type { Check } from "./check";
import { nowhere } from "./derive-checks";
import { expectOutcome } from "./expect-outcome";
import { publicAddresses, type Tables } from "./judge-tries";

/** As whom a host sees a place; null: not known. */
export type Sources = Readonly<Record<Family, string | null>>;

/** Whoever runs checks may knock for other reasons too, and again soon: one in so many of the number that shuts out. */
const share = 5;

/** In place of a source that is not known: what it may reach anybody may. */
const stranger: Readonly<Record<Family, string>> = { 4: nowhere[0], 6: nowhere[1] };

/** Leaves out of the checks that come in what may shut their place out: `own` is the panel or a place of the practice internet. */
export type Spare = (
  checks: readonly Check[],
  sources: Sources,
  place: "own" | "neighbour",
) => readonly Check[];

/**
 * Where a policy shuts out whoever knocks at many closed ports, checks knock at a fifth of that number at most, at one at
 * least, and from other managed hosts, which have work to do there, at none. A port counts as closed unless these rules let
 * the source in in each family.
 */
export function spareKnocks(policy: Policy | null, facts: HostFacts, tables: Tables): Spare {
  const scan = policy?.protections.portScan;
  if (scan === undefined) return (checks) => checks;
  const called = facts.connection?.hostAddress;
  const addresses = publicAddresses(facts);
  const destinations = addresses.length > 0 ? addresses : called === undefined ? [] : [called];
  const opens = ({ port }: Check, sources: Sources) =>
    destinations.length > 0 &&
    families.every((family) => {
      const ruleset = tables[family];
      const there = destinations.filter((one) => parseAddress(one)?.family === family);
      return there.every((destination) => {
        if (ruleset === null) return true;
        const source = sources[family] ?? stranger[family];
        const probe = { way: "in", protocol: "tcp", source, destination, port } as const;
        return expectOutcome(ruleset, pathHost(facts, family), probe).outcome === "works";
      });
    });
  return (checks, sources, place) => {
    const shut = checks.filter((one) => !opens(one, sources));
    // What the operator asked for before all others.
    const first = shut.toSorted((a, b) => Number(b.reason === "own") - Number(a.reason === "own"));
    const left = new Set(first.slice(place === "own" ? Math.max(1, Math.floor(scan.ports / share)) : 0));
    return checks.filter((one) => !left.has(one));
  };
}
