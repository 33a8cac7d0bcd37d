import type { Check, Seen } from "@/lib/core/checks/check";
import { publicAddresses } from "@/lib/core/checks/judge-tries";
import type { HostFacts } from "@/lib/core/facts/host-facts";
import { parseAddress } from "@/lib/core/net/address";
import type { Family } from "@/lib/core/net/family";
import { hostGateway } from "../host-gateway";

/** What was met from one place; `seen` stands as its checks do. */
export type PlaceTries = {
  readonly checks: readonly Check[];
  readonly seen: readonly (readonly Seen[])[];
  /** Where its packets come from, as the host sees it; null: not known. */
  readonly sources: Readonly<Record<Family, string | null>>;
};

/** Each check once: of `more` what is not there already. */
export function merged(checks: readonly Check[], more: readonly Check[]): readonly Check[] {
  const keyOf = ({ kind, target, port }: Check) => `${kind} ${target} ${port}`;
  const known = new Set(checks.map(keyOf));
  return [...checks, ...more.filter((one) => !known.has(keyOf(one)))];
}

/**
 * Knocks at a host's ports from the panel and, at a practice VPS, from each place of its internet, all beside one another.
 * `facts`: the host's, which tell at which addresses, and as whom it sees the panel. Throws what the gateway throws.
 */
export async function knock(
  hostId: string,
  incoming: readonly Check[],
  facts: HostFacts,
): Promise<readonly PlaceTries[]> {
  const gateway = hostGateway();
  const ports = incoming.flatMap(({ port }) => port ?? []);
  const [panel, places] = await Promise.all([
    gateway.tryFromPanel(hostId, ports, publicAddresses(facts)),
    gateway.tryFromVantagePoints(hostId, ports),
  ]);
  const ssh = facts.connection?.panelAddress ?? null;
  const sshFrom = (family: Family) => (ssh !== null && parseAddress(ssh)?.family === family ? ssh : null);
  return [
    {
      checks: incoming,
      seen: panel.seen,
      sources: { 4: panel.source[4] ?? sshFrom(4), 6: panel.source[6] ?? sshFrom(6) },
    },
    ...places.map(({ name, source, seen }) => ({
      checks: incoming.map((check): Check => ({ ...check, from: { kind: "vantage", name } })),
      seen,
      sources: source,
    })),
  ];
}
