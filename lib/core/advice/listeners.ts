import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { parsePortRange } from "@/lib/core/net/port-range";
import type { InboundRule, Policy, ServiceObject } from "@/lib/core/policy/schema";
import { notice, type Problem } from "@/lib/core/problem/problem";

type Listener = HostFacts["listeners"][number];

/** Addresses that only the host itself reaches. */
function isOutward({ address, family }: { address: string; family: Family }): boolean {
  const value = parseAddress(address)?.value ?? 0n;
  return family === 4 ? value >> 24n !== 127n : value !== 1n && value >> 118n !== 0x3fan;
}

/** One `protocol port-range` that a rule opens, as people write it. */
type Opening = { readonly protocol: "tcp" | "udp"; readonly ports: string };

function openingsOf(rule: InboundRule, services: readonly ServiceObject[]): Opening[] {
  return services
    .filter(({ name }) => rule.services.includes(name))
    .flatMap(({ parts }) =>
      parts.flatMap((part) =>
        part.protocol === "ping" ? [] : part.ports.map((ports) => ({ protocol: part.protocol, ports })),
      ),
    );
}

function heardBy({ protocol, ports }: Opening, listeners: readonly Listener[]): readonly Listener[] {
  const range = parsePortRange(ports);
  if ("fault" in range) return [];
  return listeners.filter(
    (one) => one.protocol === protocol && one.port >= range.first && one.port <= range.last,
  );
}

/** Whether some source of the rule has addresses of the family. */
function reaches(rule: InboundRule, policy: Policy, family: Family): boolean {
  return rule.sources.some((name) => {
    const object = policy.networks.find((network) => network.name === name);
    if (object === undefined) return true;
    return object.entries.some((text) => {
      const entry = parseNetworkEntry(text);
      return !("fault" in entry) && entry.range.family === family;
    });
  });
}

function* checkRule(
  rule: InboundRule,
  policy: Policy,
  facts: HostFacts,
  path: Problem["path"],
): Generator<Problem> {
  const listeners = facts.listeners.filter(isOutward);
  const openings = openingsOf(rule, policy.services);
  const unheard = openings.filter((opening) => heardBy(opening, listeners).length === 0);
  if (unheard.length > 0) {
    const ports = unheard.map((opening) => `${opening.protocol} ${opening.ports}`).join(", ");
    const text = `This rule opens ${ports}, and no program of this host listens there. Close what you do not need.`;
    yield notice("nothing-listens", text, path, { ports });
  }
  const overIpv6 = openings
    .flatMap((opening) => heardBy(opening, listeners))
    .some(({ family }) => family === 6);
  if (overIpv6 && reaches(rule, policy, 4) && !reaches(rule, policy, 6)) {
    const text =
      "The sources of this rule are IPv4 addresses alone. The service also listens on IPv6, and nobody reaches it there by this rule.";
    yield notice("ipv6-forgotten", text, path);
  }
}

/** Rules that are wider than any listener of the inspected host needs, or that leave IPv6 out. */
export function* unneededOpenings(policy: Policy, facts: HostFacts): Generator<Problem> {
  const global6 = facts.addresses.some((address) => address.family === 6 && isOutward(address));
  for (const [at, { rules }] of policy.purposes.entries()) {
    for (const [index, rule] of rules.entries()) {
      if (!rule.enabled || rule.verdict !== "accept") continue;
      for (const problem of checkRule(rule, policy, facts, ["purposes", at, "rules", index])) {
        if (problem.code !== "ipv6-forgotten" || global6) yield problem;
      }
    }
  }
}
