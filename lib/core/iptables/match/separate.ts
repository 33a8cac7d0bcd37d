import { isConntrackOption } from "@/lib/core/ruleset/conntrack-option";
import type { Match } from "@/lib/core/ruleset/match";
import { isGeneric } from "./generic-match";

/** The extension of a match whose options may share a `-m`; null where each is printed with one of its own anyway. */
export function sharedExtension(match: Match | undefined): string | null {
  if (match === undefined) return null;
  if (isConntrackOption(match)) return "conntrack";
  switch (match.kind) {
    case "ports":
      return match.module === "multiport" ? null : match.module;
    case "tcp-flags":
    case "tcp-option":
      return "tcp";
    case "extension":
      return match.name;
    case "source-range":
    case "destination-range":
      return "iprange";
    case "address-type":
      return "addrtype";
    case "owner-user":
    case "owner-group":
    case "owner-socket":
      return "owner";
    default:
      return null;
  }
}

/**
 * Adds what one `-m` says; where the same extension is right before it, it is marked as standing apart. What iptables
 * itself has options for is printed in front of all extensions, so it keeps none apart.
 */
export function joined(before: readonly Match[], matches: readonly Match[]): readonly Match[] {
  const [first, ...rest] = matches;
  const extension = sharedExtension(first);
  if (
    first === undefined ||
    extension === null ||
    extension !== sharedExtension(before.findLast((match) => !isGeneric(match)))
  ) {
    return [...before, ...matches];
  }
  return [...before, { ...first, apart: true } as Match, ...rest];
}
