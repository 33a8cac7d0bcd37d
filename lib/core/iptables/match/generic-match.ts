import type { Match } from "@/lib/core/ruleset/match";

/** Matches that iptables itself has options for, with those of them that are kept as text; they stand before all extensions. */
export type GenericMatch = Extract<
  Match,
  {
    kind:
      | "source"
      | "destination"
      | "masked-address"
      | "in-interface"
      | "out-interface"
      | "protocol"
      | "fragment"
      | "opaque";
  }
>;

/** The order in which iptables-save prints its own options. */
export const genericOrder = ["-s", "-d", "-i", "-o", "-p", "-f"] as const;

/** Text that is kept of iptables' own options: a host name, a protocol that only the host knows. */
const ownText = /^(?:! )?(-[sdp]) /;

function textOption(text: string): "-s" | "-d" | "-p" | null {
  const option = ownText.exec(text)?.[1];
  return option === "-s" || option === "-d" || option === "-p" ? option : null;
}

/** The option that says a match of iptables itself; null for the matches of its extensions. */
export function ownOption(match: Match): (typeof genericOrder)[number] | null {
  switch (match.kind) {
    case "source":
      return "-s";
    case "destination":
      return "-d";
    case "masked-address":
      return match.side === "source" ? "-s" : "-d";
    case "in-interface":
      return "-i";
    case "out-interface":
      return "-o";
    case "protocol":
      return "-p";
    case "fragment":
      return "-f";
    case "opaque":
      return textOption(match.text);
    default:
      return null;
  }
}

export function isGeneric(match: Match): match is GenericMatch {
  return ownOption(match) !== null;
}
