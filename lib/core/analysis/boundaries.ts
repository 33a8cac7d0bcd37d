import { type AddressRange, prefixRange } from "@/lib/core/net/prefix";
import type { Boundaries } from "@/lib/core/packet/random-packet";
import type { Match } from "@/lib/core/ruleset/match";
import type { Ruleset } from "@/lib/core/ruleset/ruleset";

function rangeOf(match: Match): AddressRange | null {
  switch (match.kind) {
    case "source":
    case "destination":
    case "ct-address":
      return prefixRange(match.prefix);
    case "source-range":
    case "destination-range":
      return match.range;
    default:
      return null;
  }
}

/** The values at which the rules of a ruleset change their mind, for packets at and beside them. */
export function boundariesOf(ruleset: Ruleset): Boundaries {
  const matches = ruleset.tables.flatMap(({ chains }) =>
    chains.flatMap(({ rules }) => rules.flatMap((rule) => rule.matches)),
  );
  const addresses = matches.map(rangeOf).filter((range) => range !== null);
  const ports = matches.flatMap((match) =>
    match.kind === "ports" ? match.ranges : match.kind === "ct-original-port" ? [match.range] : [],
  );
  const distinct = <T>(values: readonly T[]): T[] => [...new Set(values)];
  return {
    family: ruleset.family,
    addresses: distinct(addresses.flatMap(({ first, last }) => [first, last])),
    ports: distinct(ports.flatMap(({ first, last }) => [first, last])),
    interfaces: distinct(
      matches.flatMap((match) =>
        (match.kind === "in-interface" || match.kind === "out-interface") && !match.name.endsWith("+")
          ? [match.name]
          : [],
      ),
    ),
    protocols: distinct(matches.flatMap((match) => (match.kind === "protocol" ? [match.protocol] : []))),
    users: distinct(
      matches.flatMap((match) => (match.kind === "owner-user" ? [match.first, match.last] : [])),
    ),
  };
}
