import type { HostFacts } from "./host-facts";

/** Extensions that some protections need and small kernels leave out, as iptables names them. */
export const askedMatches = ["connlimit", "hashlimit", "recent"] as const;
export type AskedMatch = (typeof askedMatches)[number];

/** Whether rules may use an extension: not where the host was seen to refuse it; a host that was not asked has it. */
export function offersMatch(facts: HostFacts | null, match: AskedMatch): boolean {
  return !(facts?.missingMatches ?? []).includes(match);
}
