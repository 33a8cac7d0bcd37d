import { formatPrefix, shortPrefix } from "@/lib/core/net/prefix";
import type { Match } from "@/lib/core/ruleset/match";
import type { Answers, DrawingNames } from "./drawing-types";
import { nameServices, portAtom } from "./name-services";
import type { EndRule } from "./reachable-rules";

/** Lets every answer through together with new connections, to and from everybody. */
function takesEverything(matches: readonly Match[]): boolean {
  return matches.every(
    (match) =>
      match.kind === "comment" || (match.kind === "ct-state" && match.states.includes("ESTABLISHED")),
  );
}

function answersOnly(matches: readonly Match[]): boolean {
  return matches.some(
    (match) =>
      match.kind === "ct-state" && match.states.includes("ESTABLISHED") && !match.states.includes("NEW"),
  );
}

/**
 * Whose answers a chain lets through without a new connection: `in` tells them by service (the far side's port),
 * `out` by whom they go to.
 */
export function answersOf(ends: readonly EndRule[], direction: "in" | "out", names: DrawingNames): Answers {
  const labels = new Set<string>();
  let panel = false;
  const nameOf = new Map<string, string>();
  for (const { name, entries } of names.networks) {
    for (const entry of entries) if (!nameOf.has(entry)) nameOf.set(entry, name);
  }
  for (const { matches, verdict, origin } of ends) {
    if (verdict !== "accept") continue;
    if (takesEverything(matches)) return { kind: "all" };
    if (!answersOnly(matches)) continue;
    if (origin !== null && ["loopback", "always", "icmp"].includes(origin.section)) continue;
    if (direction === "in") {
      // An answer to a rule of the policy (an inbound source's own flow) is not an answer to the VPS as a client.
      if (origin?.ruleId != null) continue;
      for (const service of nameServices([portAtom(matches, "source")], names)) {
        if (service.kind === "all") return { kind: "all" };
        labels.add(service.label);
      }
    } else {
      const prefix = matches.find((match) => match.kind === "destination");
      if (prefix === undefined) return { kind: "all" };
      if (prefix.kind !== "destination") continue;
      const short = shortPrefix(prefix.prefix);
      const name = nameOf.get(short) ?? nameOf.get(formatPrefix(prefix.prefix));
      if (name === undefined && short === names.panelAddress) panel = true;
      else labels.add(name ?? short);
    }
  }
  return labels.size === 0 && !panel ? { kind: "none" } : { kind: "some", labels: [...labels], panel };
}
