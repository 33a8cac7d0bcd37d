import type { HostFacts } from "@/lib/core/facts/host-facts";
import { lastAddressValue, parseAddress } from "@/lib/core/net/address";
import { families } from "@/lib/core/net/family";
import { containsRange, type IntervalSet, mergeRanges, subtractRanges } from "@/lib/core/net/interval-set";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { type PortRange, parsePortRange } from "@/lib/core/net/port-range";
import type { AddressRange } from "@/lib/core/net/prefix";
import { isObserved } from "@/lib/core/policy/observing";
import {
  everyService,
  type InboundRule,
  type NetworkObject,
  type Policy,
  type RoleName,
} from "@/lib/core/policy/schema";

/** An inbound rule with what it is about as sets. */
export type Reach = {
  readonly rule: InboundRule;
  readonly role: RoleName;
  readonly sources: IntervalSet;
  /** Null: every protocol and port. */
  readonly ports: readonly ({ readonly protocol: "tcp" | "udp" } & PortRange)[] | null;
};

const everybody: IntervalSet = families.map((family) => ({
  family,
  first: 0n,
  last: lastAddressValue(family),
}));

function sourcesOf(
  sources: readonly string[],
  networks: readonly NetworkObject[],
  facts: HostFacts,
): IntervalSet {
  if (sources.includes("anyone")) return everybody;
  const ranges = sources.flatMap((name): AddressRange[] => {
    const panel = facts.connection && parseAddress(facts.connection.panelAddress);
    if (name === "panel") {
      return panel ? [{ family: panel.family, first: panel.value, last: panel.value }] : [];
    }
    return (networks.find((network) => network.name === name)?.entries ?? []).flatMap((entry) => {
      const read = parseNetworkEntry(entry);
      return "fault" in read ? [] : [read.range];
    });
  });
  return mergeRanges(ranges);
}

function portsOf({ services: names }: InboundRule, { services }: Policy): Reach["ports"] {
  if (names.includes(everyService)) return null;
  return services
    .filter(({ name }) => names.includes(name))
    .flatMap(({ parts }) =>
      parts.flatMap((part) =>
        part.protocol === "ping"
          ? []
          : part.ports.flatMap((text) => {
              const range = parsePortRange(text);
              return "fault" in range ? [] : [{ protocol: part.protocol, ...range }];
            }),
      ),
    );
}

/** The inbound rules that decide, in the order in which they are asked: the administrators' first. */
export function reaches(policy: Policy, facts: HostFacts): readonly Reach[] {
  const all = policy.purposes.flatMap(({ role, rules }) =>
    rules
      .filter((rule) => rule.enabled && !isObserved(rule))
      .map((rule) => ({
        rule,
        role,
        sources: sourcesOf(rule.sources, policy.networks, facts),
        ports: portsOf(rule, policy),
      })),
  );
  return [...all.filter(({ rule }) => rule.admin), ...all.filter(({ rule }) => !rule.admin)];
}

/** Whether a rule is about this port. */
export function isAbout({ ports }: Reach, protocol: "tcp" | "udp", port: number): boolean {
  return (
    ports === null || ports.some((one) => one.protocol === protocol && one.first <= port && port <= one.last)
  );
}

/** What of a network a rule is about. */
export function shared({ sources }: Reach, network: AddressRange): IntervalSet {
  return subtractRanges([network], subtractRanges([network], sources));
}

/** Whether each of these networks lies in what the sources name now. */
export function coversAll(
  sources: readonly string[],
  wanted: readonly string[],
  { networks, facts }: { readonly networks: readonly NetworkObject[]; readonly facts: HostFacts },
): boolean {
  const all = sourcesOf(sources, networks, facts);
  return wanted
    .map(parseNetworkEntry)
    .every((entry) => !("fault" in entry) && containsRange(all, entry.range));
}

/** Whether a rule decides all that comes from a network to its ports, so that none below is asked. */
export function takesAll(reach: Reach, network: AddressRange): boolean {
  const { destination, sourcePorts, until, limit, verdict } = reach.rule;
  const always = destination === null && sourcePorts === "any" && until === undefined;
  return always && (limit === null || verdict !== "accept") && containsRange(reach.sources, network);
}
