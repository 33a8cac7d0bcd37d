import { isConntrackOption } from "@/lib/core/ruleset/conntrack-option";
import type { Match } from "@/lib/core/ruleset/match";

/** The extension of a match that the kernel prints in a `-m` of its own for each time it was written; null for others. */
function ownExtension(match: Match | undefined): string | null {
  if (match === undefined) return null;
  if (isConntrackOption(match)) return "conntrack";
  switch (match.kind) {
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

/** Adds what one `-m` says; where the same extension is right before it, it is marked as standing apart. */
export function joined(before: readonly Match[], matches: readonly Match[]): readonly Match[] {
  const [first, ...rest] = matches;
  const extension = ownExtension(first);
  if (first === undefined || extension === null || extension !== ownExtension(before.at(-1))) {
    return [...before, ...matches];
  }
  return [...before, { ...first, apart: true } as Match, ...rest];
}
