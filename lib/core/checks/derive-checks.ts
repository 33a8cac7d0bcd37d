import type { HostFacts } from "@/lib/core/facts/host-facts";
import { formatAddress } from "@/lib/core/net/address";
import { parseNetworkEntry } from "@/lib/core/net/network-entry";
import { parsePortRange } from "@/lib/core/net/port-range";
import { isSandbox } from "@/lib/core/policy/is-sandbox";
import { everyService, type Policy } from "@/lib/core/policy/schema";
import { type Check, type CheckReason, mostPorts } from "./check";

/**
 * Addresses that are set aside for documentation (RFC 5737, RFC 3849): nobody has them, so that a check which must not get
 * out reaches nobody if it does. In a practice VPS somebody answers there.
 */
export const nowhere = ["198.51.100.53", "2001:db8:ffff::53"] as const;
/** A name that is kept for such use (RFC 2606), with addresses of both families. */
export const someName = "example.com";
/** What no service of the catalogue uses. */
const oddPort = 6667;

/** Of these for ports that no rule opens, where there are so many: they alone show that the rules shut anything. */
const mostShut = mostPorts / 2;
const mostDestinations = 4;

const host = { kind: "host" } as const;

/** The first port of each TCP part of a service; of `all` none. */
function tcpPorts(policy: Policy, service: string): number[] {
  const parts = policy.services.find(({ name }) => name === service)?.parts ?? [];
  return parts.flatMap((part) => {
    if (part.protocol !== "tcp") return [];
    return part.ports.flatMap((text) => {
      const range = parsePortRange(text);
      return "fault" in range ? [] : [range.first];
    });
  });
}

/**
 * Ports at which the host is worth trying: those that a rule names or the panel comes in by, and then others where programs
 * listen, `also`.
 */
function knocked(policy: Policy | null, facts: HostFacts) {
  const { connection } = facts;
  const opening = (policy?.purposes ?? [])
    .flatMap(({ rules }) => rules)
    .filter(({ enabled, verdict }) => enabled && verdict === "accept");
  const services = opening.flatMap((rule) => rule.services);
  const named = new Set([
    ...(connection ? [connection.hostPort] : []),
    ...services.flatMap((name) => (policy ? tcpPorts(policy, name) : [])),
  ]);
  // The panel's own connection is never shut out, and something answers it.
  const listening = new Set(connection ? [connection.hostPort] : []);
  const listeners = facts.listeners.toSorted((one, other) => one.port - other.port);
  for (const { protocol, address, port, interface: bound } of listeners) {
    if (protocol !== "tcp" || address.startsWith("127.") || address === "::1" || bound === "lo") continue;
    listening.add(port);
  }
  const reasonOf = (port: number): CheckReason => {
    const opened = policy !== null && (named.has(port) || services.includes(everyService));
    if (!opened) return "listens";
    return listening.has(port) ? "both" : "service";
  };
  return { named: [...named], also: [...listening].filter((port) => !named.has(port)), reasonOf };
}

/** Ways in, TCP alone: services and ports where only a program listens, of each kind at least half of what there is room for. */
export function incomingChecks(policy: Policy | null, facts: HostFacts, from: Check["from"]): Check[] {
  const { named, also, reasonOf } = knocked(policy, facts);
  const chosen = named.slice(0, mostPorts - Math.min(also.length, mostShut));
  return [...chosen, ...also.slice(0, mostPorts - chosen.length)].map((port) => ({
    from,
    kind: "tcp",
    target: null,
    port,
    reason: reasonOf(port),
  }));
}

/** Single addresses that a rule names; a network says nothing about who is there. */
function singleAddresses(policy: Policy, names: readonly string[]): string[] {
  return policy.networks
    .filter(({ name }) => names.includes(name))
    .flatMap(({ entries }) => entries)
    .flatMap((text) => {
      const entry = parseNetworkEntry(text);
      if ("fault" in entry || entry.range.first !== entry.range.last) return [];
      return [formatAddress({ family: entry.range.family, value: entry.range.first })];
    });
}

/** What the policy names as reachable from the VPS, where it names one address. */
function allowed(policy: Policy): Check[] {
  const seen = new Set<string>();
  return policy.client.rules
    .filter(({ enabled, verdict, user }) => enabled && verdict === "accept" && user === null)
    .flatMap(({ destinations, services }) => {
      const port =
        services.flatMap((name) => tcpPorts(policy, name))[0] ?? (services.includes("all") ? 443 : null);
      return singleAddresses(policy, destinations).flatMap((target): Check[] => {
        if (seen.has(target) || seen.size >= mostDestinations) return [];
        seen.add(target);
        const check = { from: host, target, reason: "allowed" } as const;
        const tcp: Check[] = port === null ? [] : [{ ...check, kind: "tcp", port }];
        return services.includes("all") ? [{ ...check, kind: "ping", port: null }, ...tcp] : tcp;
      });
    });
}

/**
 * Ways out: what the VPS may reach as a client, and what not. A `forbidden` check is worth its while only where the rules
 * do refuse it: who runs them looks at that.
 */
export function outgoingChecks(policy: Policy): Check[] {
  const out = (kind: Check["kind"], target: string, port: number | null, reason: CheckReason): Check => ({
    from: host,
    kind,
    target,
    port,
    reason,
  });
  const names = out("dns", someName, null, "names");
  if (isSandbox(policy)) {
    return [
      names,
      ...allowed(policy),
      ...nowhere.map((target) => out("ping", target, null, "forbidden")),
      ...nowhere.map((target) => out("tcp", target, 443, "forbidden")),
      out("tcp", someName, 443, "forbidden"),
    ];
  }
  const { mode, services } = policy.client;
  const web = mode === "everything" || services.includes("https");
  return [
    names,
    ...allowed(policy),
    ...(web ? [out("http", someName, 443, "allowed")] : []),
    ...nowhere.map((target) => out("tcp", target, oddPort, "forbidden")),
  ];
}
