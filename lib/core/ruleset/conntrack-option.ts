import type { Match } from "./match";

/** Whether a match is an option of `-m conntrack`; neighbours that are not `apart` share one. */
export function isConntrackOption(match: Match): boolean {
  switch (match.kind) {
    case "ct-state":
      return match.module === "conntrack";
    case "ct-direction":
    case "ct-protocol":
    case "ct-address":
    case "ct-original-port":
    case "ct-port":
    case "ct-status":
    case "ct-expires":
      return true;
    default:
      return false;
  }
}
